"""One reader in this process: its name first, then what ``atheris`` takes."""

import sys

import atheris

with atheris.instrument_imports(include=["indicators", "plans", "foundation"]):
    from tests.fuzz.targets import TARGETS


def main() -> None:
    name = sys.argv.pop(1)
    read = TARGETS[name][0]

    def one(given: bytes) -> None:
        read(given.decode("utf-8", "replace"))

    atheris.Setup(sys.argv, one)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
