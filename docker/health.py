"""Health check of a web container: python docker/health.py PORT. The name asked for is an allowed one."""

import os
import sys
import urllib.request

host = os.environ.get("ALLOWED_HOSTS", "127.0.0.1").split(",")[0].lstrip(".")
question = urllib.request.Request(f"http://127.0.0.1:{int(sys.argv[1])}/healthz", headers={"Host": host, "X-Forwarded-Proto": "https"})
sys.exit(urllib.request.urlopen(question, timeout=5).status != 200)
