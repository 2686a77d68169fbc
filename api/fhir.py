"""An export as FHIR R4B: Patient, Device and Observation, each checked by its model before it goes out.

The only file that knows `fhir.resources` (the extra `fhir`). What has no code of LOINC (doors, motion, SOS, states) is
not in it: the other formats hold it.
"""

import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from importlib import import_module
from typing import Any

from api.exports.archive import File
from api.exports.material import Material
from api.problems import REFUSED, Problem
from domain.metrics import METRICS
from domain.people import Ownership
from store.readings import Point

LOINC, UCUM = "http://loinc.org", "http://unitsofmeasure.org"
_CATEGORY = "http://terminology.hl7.org/CodeSystem/observation-category"
_IDS = uuid.UUID("b0f3f0ff-5d32-5d3b-9a56-2f3f0a7a7f10")
_SYSTOLIC, _DIASTOLIC = "systolic_pressure", "diastolic_pressure"
_PANEL = ("85354-9", "Blood pressure panel with all children optional")


@dataclass(frozen=True, slots=True)
class Coded:
    """How a metric is said: its codes of LOINC (each means the same), and what kind of observation it is."""

    codes: tuple[tuple[str, str], ...]
    category: str = "vital-signs"


CODES = {
    "heart_rate": Coded((("8867-4", "Heart rate"),)),
    "spo2": Coded(
        (
            ("2708-6", "Oxygen saturation in Arterial blood"),
            ("59408-5", "Oxygen saturation in Arterial blood by Pulse oximetry"),
        )
    ),
    "body_temperature": Coded((("8310-5", "Body temperature"),)),
    "respiratory_rate": Coded((("9279-1", "Respiratory rate"),)),
    "weight": Coded((("29463-7", "Body weight"),)),
    "glucose": Coded((("15074-8", "Glucose [Moles/volume] in Blood"),), "laboratory"),
    "steps": Coded((("55423-8", "Number of steps in unspecified time Pedometer"),), "activity"),
    _SYSTOLIC: Coded((("8480-6", "Systolic blood pressure"),)),
    _DIASTOLIC: Coded((("8462-4", "Diastolic blood pressure"),)),
}
"""SpO2 bears both codes: FHIR's vital-signs profile asks for 2708-6, and 59408-5 says that it was a pulse oximeter.

Steps are a counter that the device starts anew when it likes: 41950-7 would say that they are of a day.
"""
_ALONE = tuple(name for name in CODES if name not in {_SYSTOLIC, _DIASTOLIC})


def resources(material: Material) -> Iterator[File]:
    """Give one file of newline-delimited JSON for each type. REFUSED where the extra is not installed."""
    yield "Patient.ndjson", _lines("Patient", iter([_patient(material)]))
    yield "Device.ndjson", _lines("Device", _devices(material))
    yield "Observation.ndjson", _lines("Observation", observations(material))


def check_installed() -> None:
    """Raise the REFUSED problem where `fhir.resources` is not installed."""
    try:
        _model("Patient")
    except ImportError:
        raise Problem(REFUSED, detail="FHIR needs the extra `fhir`: install banister[fhir]") from None


def observations(material: Material) -> Iterator[dict[str, Any]]:
    """Give every reading that LOINC has a code for; two pressures of one device and time are one panel."""
    subject = _reference("Patient", material.taking.resident)
    for owned in material.owned():
        about = {"subject": subject, "device": _reference("Device", owned.device)}
        for metric in material.metrics(_ALONE):
            for point in material.series(owned, metric):
                yield about | _observation(owned.device, metric, point)
        yield from (about | one for one in _pressures(material, owned))


def _pressures(material: Material, owned: Ownership) -> Iterator[dict[str, Any]]:
    """Walk both series side by side; what has no partner of its moment stands alone."""
    if not material.metrics((_SYSTOLIC,)):
        return
    upper, lower = material.series(owned, _SYSTOLIC), material.series(owned, _DIASTOLIC)
    one, other = next(upper, None), next(lower, None)
    while one or other:
        if one and other and one.observed_at == other.observed_at:
            yield _panel(owned.device, one, other)
            one, other = next(upper, None), next(lower, None)
        elif one and (other is None or one.observed_at < other.observed_at):
            yield _observation(owned.device, _SYSTOLIC, one)
            one = next(upper, None)
        elif other:
            yield _observation(owned.device, _DIASTOLIC, other)
            other = next(lower, None)


def _observation(device: str, metric: str, point: Point) -> dict[str, Any]:
    coded = CODES[metric]
    said = _measured(device, metric, coded.category, point.observed_at)
    return said | {"code": _code(coded.codes), "valueQuantity": _quantity(metric, point.value)}


def _panel(device: str, upper: Point, lower: Point) -> dict[str, Any]:
    parts = ((_SYSTOLIC, upper.value), (_DIASTOLIC, lower.value))
    return _measured(device, "blood_pressure", "vital-signs", upper.observed_at) | {
        "code": _code((_PANEL,)),
        "component": [
            {"code": _code(CODES[metric].codes), "valueQuantity": _quantity(metric, value)} for metric, value in parts
        ],
    }


def _measured(device: str, what: str, category: str, at: datetime) -> dict[str, Any]:
    return {
        "resourceType": "Observation",
        "id": _id(f"{device}|{what}|{at.isoformat()}"),
        "status": "final",
        "category": [{"coding": [{"system": _CATEGORY, "code": category}]}],
        "effectiveDateTime": at.isoformat(),
    }


def _code(codes: tuple[tuple[str, str], ...]) -> dict[str, Any]:
    return {"coding": [{"system": LOINC, "code": code, "display": words} for code, words in codes]}


def _quantity(metric: str, value: float) -> dict[str, Any]:
    unit = METRICS[metric].unit
    return {"value": value, "unit": unit, "system": UCUM, "code": unit}


def _patient(material: Material) -> dict[str, Any]:
    resident = material.resident()
    said: dict[str, Any] = {
        "resourceType": "Patient",
        "id": _id(resident.id),
        "identifier": [{"system": "urn:banister:resident", "value": resident.id}],
        "name": [{"text": resident.name}],
        "active": resident.deceased_at is None,
    }
    if resident.phone:
        said["telecom"] = [{"system": "phone", "value": resident.phone}]
    if resident.birth_year:
        said["birthDate"] = f"{resident.birth_year:04d}"
    if resident.deceased_at:
        said["deceasedDateTime"] = resident.deceased_at.isoformat()
    return said


def _devices(material: Material) -> Iterator[dict[str, Any]]:
    for device in sorted({one.device for one in material.owned()}):
        yield {
            "resourceType": "Device",
            "id": _id(device),
            "identifier": [{"system": "urn:banister:device", "value": device}],
            "patient": _reference("Patient", material.taking.resident),
        }


def _reference(kind: str, of: str) -> dict[str, str]:
    return {"reference": f"{kind}/{_id(of)}"}


def _id(of: str) -> str:
    """Name a resource: ids of ours may hold what FHIR's may not. The same thing has the same name in every export."""
    return str(uuid.uuid5(_IDS, of))


def _lines(kind: str, these: Iterator[dict[str, Any]]) -> Iterator[bytes]:
    model = _model(kind)
    for one in these:
        yield model.model_validate(one).model_dump_json().encode() + b"\n"


def _model(kind: str) -> Any:
    return getattr(import_module(f"fhir.resources.R4B.{kind.lower()}"), kind)
