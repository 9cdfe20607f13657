"""An ext4 file system on a loop device whose power can be cut: what was not synced by then is lost.

The ioctl EXT4_IOC_SHUTDOWN (Linux, fs/ext4/ext4.h) stops the file system at once; with NOLOGFLUSH not even the journal
in memory reaches the disk. Mounting again replays the journal that did.
"""

import ctypes
import fcntl
import os
import struct
import subprocess
from pathlib import Path

EXT4_IOC_SHUTDOWN = 0x8004587D
NOLOGFLUSH = 2
CLONE_NEWNS = 0x20000
MEGABYTE = 1024 * 1024


class NoDisk(Exception):
    """There can be no such disk here."""


class Disk:
    def __init__(self, folder):
        self.image = Path(folder) / "disk.img"
        self.mounted = Path(folder) / "disk"
        self.device = None

    def __enter__(self):
        if os.geteuid() != 0:
            raise NoDisk("a loop device needs root")
        self.image.touch()
        os.truncate(self.image, 64 * MEGABYTE)
        self.mounted.mkdir()
        try:
            mount_for_us_only()
            run("mkfs.ext4", "-q", str(self.image))
            self.device = run("losetup", "--find", "--show", str(self.image)).strip()
            self.mount()
        except (subprocess.CalledProcessError, FileNotFoundError) as error:
            self.__exit__()
            raise NoDisk(f"there is no loop device with ext4 here ({error})") from error
        return self

    def __exit__(self, *_):
        subprocess.run(["umount", str(self.mounted)], stderr=subprocess.DEVNULL)
        if self.device:
            subprocess.run(["losetup", "--detach", self.device])

    def mount(self):
        # The journal is not committed by time, so that nothing is saved by luck.
        run("mount", "-o", "commit=3600", self.device, str(self.mounted))

    def write_back(self):
        run("sync", "--file-system", str(self.mounted))

    def cut_power(self):
        folder = os.open(self.mounted, os.O_RDONLY)
        fcntl.ioctl(folder, EXT4_IOC_SHUTDOWN, struct.pack("I", NOLOGFLUSH))
        os.close(folder)
        run("umount", str(self.mounted))
        self.mount()


def mount_for_us_only():
    """Whoever takes a mount namespace of its own keeps a copy of each mount that it sees: ours would stay mounted there,
    shut down, when it is unmounted here."""
    if ctypes.CDLL(None).unshare(CLONE_NEWNS) != 0:
        raise NoDisk("there can be no mount namespace here")
    run("mount", "--make-rprivate", "/")


def run(*command):
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout
