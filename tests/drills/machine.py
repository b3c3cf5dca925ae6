"""A bare Debian of its own, in memory, started with systemd: for drills that put the product on a machine.

The drill and the machine share a network of their own that is a loopback address and nothing else, so no port of this
machine is taken and nobody outside is reached or reaches in. Everything is gone when the drill ends, however it ends.
Needs root, debootstrap and systemd-nspawn.
"""

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import psutil

INSIDE = "PMMI_DRILL_OUTSIDE"  # in the environment of who is inside: what leads to the network outside
DEBIAN = os.environ.get("PMMI_DRILL_DEBIAN", "")  # a folder that debootstrap filled earlier
RELEASE, MIRROR = "bookworm", "http://deb.debian.org/debian"
# What makes it a machine that starts and can reach others, and no more.
PACKAGES = "systemd-sysv,dbus,ca-certificates,iproute2"
PLACE = Path("/run/pmmi-drill")
MEMORY = "6g"
PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
PATIENCE = 60  # seconds for it to start
# How this machine's tools reach the network; the other's need the same.
LENT = ("http_proxy", "https_proxy", "no_proxy", "PIP_CERT", "SSL_CERT_FILE", "NODE_EXTRA_CA_CERTS")
CERTIFICATES = Path("/usr/local/share/ca-certificates")


class Broken(Exception):  # noqa: N818  what a drill reports
    """Something ended otherwise than it should; the text says what."""


@dataclass(frozen=True, slots=True)
class Machine:
    leader: int  # the number of its first process

    @property
    def root(self) -> Path:
        """Its files, seen from here."""
        return PLACE / "root"

    def run(self, lines: str, *, typed: str = "", with_network: bool = False) -> str:
        """What a shell of root's prints for these lines. ``typed``: what a person answers. ``with_network``: these
        lines alone see the network outside. Raises Broken where a line fails.
        """
        ended = self.tried(lines, typed=typed, with_network=with_network)
        if ended.returncode:
            raise Broken(f"{lines}\nended with {ended.returncode}:\n{ended.stdout[-3000:]}")
        return ended.stdout

    def tried(self, lines: str, *, typed: str = "", with_network: bool = False) -> subprocess.CompletedProcess[str]:
        """The same, whatever it ends with."""
        outside = ["nsenter", f"--net=/proc/self/fd/{_outside()}"] if with_network else []
        line = [*outside, *self.enter("sh", "-e", "-u", "-c", f"cd /root\n{lines}")]
        return subprocess.run(line, env=_environment(), input=typed, text=True, stdout=subprocess.PIPE,
                              stderr=subprocess.STDOUT, check=False, pass_fds=[_outside()])  # fmt: skip

    def enter(self, *command: str) -> list[str]:
        """The line that runs a command there."""
        return ["nsenter", f"--target={self.leader}", "--mount", "--uts", "--ipc", "--pid", "--cgroup", *command]


def run_inside(module: str, *, seconds: int) -> int:
    """Run a drill's module again in a network, files and processes of its own; its exit status. It has so long."""
    if missing := refusal():
        sys.exit(f"This drill cannot run here: {missing}.")
    outside = os.open("/proc/self/ns/net", os.O_RDONLY)
    line = ["unshare", "--net", "--mount", "--pid", "--fork", "--kill-child", "--mount-proc"]
    drill = subprocess.Popen(
        [*line, sys.executable, "-m", module], env=os.environ | {INSIDE: str(outside)}, pass_fds=[outside]
    )
    try:
        return drill.wait(seconds)
    except subprocess.TimeoutExpired:
        print(f"FAILED: it did not end within {seconds} seconds")
        return 1
    finally:
        drill.kill()


def is_inside() -> bool:
    return INSIDE in os.environ


def refusal() -> str:
    """Why no machine can be started here; "" where one can."""
    if os.geteuid() != 0:
        return "it makes a machine, which only root may"
    missing = [name for name in ("debootstrap", "systemd-nspawn", "nsenter", "unshare") if not shutil.which(name)]
    return f"{', '.join(missing)} missing (apt-get install debootstrap systemd-container)" if missing else ""


@contextmanager
def machine(names: list[str]) -> Iterator[Machine]:
    """A Debian that has started. ``names`` lead to its loopback address, there and here."""
    subprocess.run(["ip", "link", "set", "lo", "up"], check=True)
    for folder in (PLACE, Path("/run/systemd/nspawn")):  # seen by this drill alone
        folder.mkdir(parents=True, exist_ok=True)
        subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={MEMORY},mode=0755", "pmmi-drill", folder], check=True)
    root, hosts = PLACE / "root", PLACE / "hosts"
    _install(root)
    hosts.write_text("".join(f"127.0.0.1 {name}\n" for name in ["localhost", *names]))
    shutil.copy(hosts, root / "etc" / "hosts")
    subprocess.run(["mount", "--bind", hosts, "/etc/hosts"], check=True)
    line = ["systemd-nspawn", f"--directory={root}", "--boot", "--register=no", "--keep-unit", "--console=pipe"]
    with (PLACE / "console").open("w") as console:
        nspawn = subprocess.Popen(line, stdin=subprocess.DEVNULL, stdout=console, stderr=console)
    try:
        yield _started(nspawn)
    finally:
        nspawn.send_signal(signal.SIGTERM)
        with suppress(subprocess.TimeoutExpired):
            nspawn.wait(20)


def _install(root: Path) -> None:
    if DEBIAN:
        subprocess.run(["cp", "--archive", DEBIAN, root], check=True)
    else:
        line = ["nsenter", f"--net=/proc/self/fd/{_outside()}", "debootstrap", "--variant=minbase"]
        ended = subprocess.run([*line, f"--include={PACKAGES}", RELEASE, root, MIRROR], pass_fds=[_outside()],
                               stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False)  # fmt: skip
        if ended.returncode:
            raise Broken(f"debootstrap failed:\n{ended.stdout[-2000:]}")
    # Nobody sits there to say yes.
    (root / "etc/apt/apt.conf.d/90drill").write_text('APT::Get::Assume-Yes "true";\n')
    if CERTIFICATES.exists():
        shutil.copytree(CERTIFICATES, root / CERTIFICATES.relative_to("/"), dirs_exist_ok=True)
        subprocess.run(["chroot", root, "update-ca-certificates"], check=True, capture_output=True)


def _started(nspawn: "subprocess.Popen[bytes]") -> Machine:
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until and nspawn.poll() is None:
        if children := psutil.Process(nspawn.pid).children():
            found = Machine(children[0].pid)
            if found.tried("systemctl is-system-running").stdout.strip() in ("running", "degraded"):
                return found
        time.sleep(0.3)
    raise Broken(f"The machine did not start:\n{(PLACE / 'console').read_text()[-2000:]}")


def _outside() -> int:
    return int(os.environ[INSIDE])


def _environment() -> dict[str, str]:
    """Root's, as after signing in at the machine."""
    own = {"PATH": PATH, "HOME": "/root", "LANG": "C.UTF-8"}
    return own | {"DEBIAN_FRONTEND": "noninteractive"} | {name: os.environ[name] for name in LENT if name in os.environ}
