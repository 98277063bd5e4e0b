"""Every error that Komando raises on purpose, with its stable code, exit code, HTTP status and remedy.

KomandoError
|-- UsageError                what was asked for cannot be done as asked
|   |-- PathNotFoundError
|   |-- NoPhotosError
|   |-- OutputError
|   |-- EngineUnavailableError
|   |-- WorkerUnavailableError
|   |-- ClusterError
|   |   `-- ClusterUnavailableError
|   |-- PolicyError
|   |   |-- UnknownPolicyError
|   |   `-- InvalidPolicyError
|   `-- DeskError
|       |-- DatabaseError
|       |-- DatabaseInUseError
|       |-- DataFolderError
|       |-- OtherDatabaseError
|       |-- TokenNameError
|       `-- NoTokensError
|-- PhotoError                one photo could not be read: its record says so, others go on
|   |-- EmptyPhotoError
|   |-- NotAPhotoError
|   |-- DamagedPhotoError
|   |-- PhotoTooSmallError
|   |-- PhotoTooLargeError
|   |-- SeveralPicturesError
|   |-- PhotoAccessError
|   |-- ArchiveError
|   |-- PhotoTimeoutError
|   |-- PhotoMemoryError
|   `-- PhotoWorkerDiedError
`-- ModelError                the nets cannot be trusted: nothing is checked
    |-- ModelMissingError
    `-- ModelAlteredError
"""

from __future__ import annotations

from enum import IntEnum
from typing import ClassVar


class ExitCode(IntEnum):
    """Exit codes of the command line: a stable interface (docs/exit-codes.md)."""

    ALL_PASS = 0
    HOLD = 1
    USAGE = 2
    REVIEW = 3
    UNREADABLE = 4
    MODEL = 5
    INTERNAL = 70
    INTERRUPTED = 130


class KomandoError(Exception):
    """An error that a user can understand and act on.

    Attributes:
        code: Stable identifier, part of the record and of problem+json.
        exit_code: What the command line returns when this error ends it.
        http_status: What the service answers.
        hint: What to do about it, in one English sentence.
    """

    code: ClassVar[str] = "internal"
    exit_code: ClassVar[ExitCode] = ExitCode.INTERNAL
    http_status: ClassVar[int] = 500
    hint: ClassVar[str] = "Please report this with the command you ran."


class UsageError(KomandoError):
    """What was asked for cannot be done as asked."""

    code = "usage"
    exit_code = ExitCode.USAGE
    http_status = 400
    hint = "See `komando --help`."


class PathNotFoundError(UsageError):
    """A file or folder named on the command line does not exist."""

    code = "path-not-found"
    http_status = 404
    hint = "Check the spelling and that the disk or share is connected."


class NoPhotosError(UsageError):
    """A folder holds no file that could be a photo."""

    code = "no-photos"
    hint = "Name the folder that holds the photos; JPEG, PNG, WebP, HEIC, AVIF, TIFF, BMP and GIF are looked at."


class OutputError(UsageError):
    """A report or record file could not be written."""

    code = "output-not-writable"
    hint = "Choose a folder you may write to, with free space."


class EngineUnavailableError(UsageError):
    """The chosen hand engine is not installed."""

    code = "engine-unavailable"
    http_status = 503
    hint = "Install the extra, or use the default engine `litert`."


class WorkerUnavailableError(UsageError):
    """The process that should check photos could not be started."""

    code = "worker-unavailable"
    http_status = 503
    hint = "The computer may be short of memory: close other programs or use fewer workers."


class ClusterError(UsageError):
    """The cluster cannot be reached, or broke down in the middle of a run."""

    code = "cluster"
    http_status = 503
    hint = "Run the same command again: photos that have a record are not looked at again."


class ClusterUnavailableError(ClusterError):
    """What spreads photos over a cluster is not installed."""

    code = "cluster-unavailable"
    hint = "Install the extra: pip install 'komando[ray]'. A local `komando scan` needs nothing more."


class PolicyError(UsageError):
    """Something is wrong with the policy that was asked for."""

    code = "policy"


class UnknownPolicyError(PolicyError):
    """No policy of that id, or no such file."""

    code = "policy-unknown"
    hint = "`komando policy list` names the policies there are."


class InvalidPolicyError(PolicyError):
    """A policy file does not follow the schema."""

    code = "policy-invalid"
    hint = "Mend the line that is named; `komando policy show id-strict-fist` prints a policy that is right."


class DeskError(UsageError):
    """The desk cannot be opened as it was asked for."""

    code = "desk"


class DatabaseError(DeskError):
    """The desk's database cannot be used."""

    code = "database-unavailable"
    http_status = 503
    hint = "Check KOMANDO_DATABASE_URL, and that the database runs and may be written to."


class DatabaseInUseError(DeskError):
    """Another service works on this database: each would take the other's photos for lost ones."""

    code = "database-in-use"
    http_status = 503
    hint = "End the other service, or name another database with KOMANDO_DATABASE_URL; each service needs its own."


class DataFolderError(DeskError):
    """The folder of the desk cannot be used, or another service uses it."""

    code = "data-folder"
    http_status = 503
    hint = "Name a folder of this user's own with KOMANDO_DATA_DIR; each service needs its own."


class OtherDatabaseError(DeskError):
    """The pictures in the data folder belong to another database: to this one they would look like left-overs."""

    code = "other-database"
    http_status = 503
    hint = (
        "Start with the database that the pictures belong to (see KOMANDO_DATABASE_URL), or name another "
        "KOMANDO_DATA_DIR; to give these pictures up, remove the folder `pictures` in it."
    )


class TokenNameError(DeskError):
    """There is a token of that name already, or there is none."""

    code = "token-name"
    hint = "`komando token list` names the tokens there are."


class NoTokensError(DeskError):
    """Other computers could reach the service, and nobody has a token."""

    code = "no-tokens"
    hint = "Make one first: `komando token add NAME --role admin`."


class PhotoError(KomandoError):
    """One photo could not be read. Its verdict is `unreadable`, never `pass`."""

    code = "photo-unreadable"
    exit_code = ExitCode.UNREADABLE
    http_status = 422
    hint = "Open the file in a photo viewer; if it looks broken there too, ask for the original."


class EmptyPhotoError(PhotoError):
    """The file has no bytes."""

    code = "photo-empty"
    hint = "The copy or upload was cut off: copy the file again."


class NotAPhotoError(PhotoError):
    """The bytes are no picture of a known format, whatever the file's name says."""

    code = "photo-not-a-picture"
    http_status = 415
    hint = "Give a JPEG, PNG, WebP, HEIC, AVIF, TIFF, BMP or GIF file."


class DamagedPhotoError(PhotoError):
    """The picture could not be decoded whole."""

    code = "photo-damaged"
    hint = "The file is cut off or damaged: copy it again or ask for the original."


class PhotoTooSmallError(PhotoError):
    """The picture has too few pixels to show a hand."""

    code = "photo-too-small"
    hint = "This looks like a thumbnail or an icon: give the original photo."


class PhotoTooLargeError(PhotoError):
    """The file or the picture is over the limit; it was refused before decoding."""

    code = "photo-too-large"
    http_status = 413
    hint = "Give a smaller copy, or raise the limit (KOMANDO_MAX_BYTES, _PIXELS or _DECODE_BYTES)."


class SeveralPicturesError(PhotoError):
    """The file holds more than one picture, and a verdict on the first would say nothing of the others."""

    code = "photo-several-pictures"
    hint = "Save the picture that is to be published as a file of its own: a still one, of one page."


class PhotoAccessError(PhotoError):
    """The system did not let us read the file."""

    code = "photo-not-accessible"
    hint = "Check the file's permissions and that the disk or share is connected."


class ArchiveError(PhotoError):
    """A ZIP file, or a photo in it, cannot be read where it lies."""

    code = "archive-not-readable"
    hint = "Unpack the archive with another program and scan the folder."


class PhotoTimeoutError(PhotoError):
    """Checking the photo took too long; the process that did it was ended."""

    code = "photo-timeout"
    hint = "Give a smaller copy of the photo, or allow more time (KOMANDO_PHOTO_SECONDS)."


class PhotoMemoryError(PhotoError):
    """The photo takes more memory than there is for one."""

    code = "photo-memory"
    http_status = 413
    hint = "Give a smaller copy of the photo, or allow more memory (KOMANDO_PHOTO_MEMORY_MIB)."


class PhotoWorkerDiedError(PhotoError):
    """The process that checked the photo ended in the middle of it."""

    code = "photo-worker-died"
    hint = "Try again; if it happens again with this file, save the photo anew with another program."


class ModelError(KomandoError):
    """The nets' files cannot be trusted, so nothing is checked."""

    code = "model"
    exit_code = ExitCode.MODEL
    http_status = 503
    hint = "Install Komando again from a source you trust."


class ModelMissingError(ModelError):
    """A model file is not where it belongs."""

    code = "model-missing"


class ModelAlteredError(ModelError):
    """A model file's sha256 is not the published one."""

    code = "model-altered"
