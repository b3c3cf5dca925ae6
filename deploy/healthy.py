"""Exit status 0 when the web process of this container serves pages; asked by docker-compose.yml. Needs only Python.

The product answers to its own host names alone, so the request names the first of them.
"""

import http.client
import os
import sys

PORT = int(sys.argv[1]) if len(sys.argv) > 1 else 8000

host = os.environ.get("PMMI_ALLOWED_HOSTS", "").split(",")[0].strip() or "localhost"
connection = http.client.HTTPConnection("127.0.0.1", PORT, timeout=4)
connection.request("GET", "/health/ready/", headers={"Host": host, "X-Forwarded-Proto": "https"})
status = connection.getresponse().status
sys.exit(0 if status == 200 else f"/health/ready/ answered {status}")
