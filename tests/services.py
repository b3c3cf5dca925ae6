"""Where the tests find PostgreSQL and Redis, and whether they answer."""

import os

import psycopg2
import redis

DATABASE_URL = os.environ.get("PMMI_TEST_DATABASE_URL", "postgresql://127.0.0.1:5432/postgres")
REDIS_URL = os.environ.get("PMMI_TEST_REDIS_URL", "redis://127.0.0.1:6379/9")


def refusal() -> str:
    """Why tests of PostgreSQL and Redis cannot run here; "" when both answer."""
    try:
        psycopg2.connect(DATABASE_URL, connect_timeout=3).close()
    except psycopg2.OperationalError as error:
        return f"PostgreSQL does not answer ({' '.join(str(error).split())}); set PMMI_TEST_DATABASE_URL"
    try:
        redis.Redis.from_url(REDIS_URL, socket_connect_timeout=3).ping()
    except redis.RedisError as error:
        return f"Redis does not answer ({error}); set PMMI_TEST_REDIS_URL"
    return ""
