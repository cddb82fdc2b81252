"""Health check of a web container: python docker/health.py PORT. The name asked for is an allowed one."""

import os
import sys
from http.client import HTTPConnection

host = os.environ.get("ALLOWED_HOSTS", "127.0.0.1").split(",")[0].lstrip(".")
link = HTTPConnection("127.0.0.1", int(sys.argv[1]), timeout=5)
link.request("GET", "/healthz", headers={"Host": host, "X-Forwarded-Proto": "https"})
sys.exit(link.getresponse().status != 200)
