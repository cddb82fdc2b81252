"""Who decides on a commitment, a letter or a signing has seen what was added to it."""

from django.db import migrations

from integrity import guards


class Migration(migrations.Migration):
    dependencies = [("commitments", "0012_letters_by_their_steps"), ("integrity", "0007_stirs")]

    operations = [
        # An open version alone: the step that adopts one belongs to who decides.
        guards.stirs("commitments_version", "commitments_commitment", "commitment_id", when="NEW.status = 'open'", on="INSERT OR UPDATE"),
        guards.stirs("commitments_report", "commitments_commitment", "commitment_id"),
        guards.stirs("commitments_ownership", "commitments_commitment", "commitment_id"),
        guards.stirs("commitments_signedcopy", "commitments_signedletter", "letter_id"),
        guards.stirs("commitments_lettercheck", "commitments_signedletter", "letter_id"),
        guards.stirs("commitments_signatory", "commitments_signing", "signing_id", on="INSERT OR UPDATE"),
    ]
