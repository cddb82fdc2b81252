"""Signs that nobody sees and that make a text read otherwise than it is stored."""

import re

# C0 and C1 but for tab and line breaks, soft hyphen, zero-width and direction signs (U+202E turns a name round; UAX #9),
# tags, half surrogates and what is no character at all.
CONTROL = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\xad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff"
    "\ufff9-\ufffb\ufffe\uffff\ud800-\udfff\U000e0000-\U000e007f]"
)
