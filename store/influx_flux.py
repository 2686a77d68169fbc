"""What is asked of InfluxDB, in Flux.

All that varies is bound as a parameter (InfluxDB takes it as a syntax tree, not as text), so no name can say anything
but itself; only the names of those parameters are made here.
"""

SERIES = """
from(bucket: p_bucket)
  |> range(start: p_start, stop: p_stop)
  |> filter(fn: (r) => r._measurement == p_class and r.device == p_device and r.metric == p_metric)
  |> filter(fn: (r) => r._field == "value")
  |> limit(n: p_limit)
  |> keep(columns: ["_time", "_value"])
"""

BUCKETS = """
readings = from(bucket: p_bucket)
  |> range(start: p_start, stop: p_stop)
  |> filter(fn: (r) => r._measurement == p_class and r.device == p_device and r.metric == p_metric)
  |> filter(fn: (r) => r._field == "value")
readings |> aggregateWindow(every: p_every, fn: min, createEmpty: false, timeSrc: "_start")
  |> keep(columns: ["_time", "_value"]) |> yield(name: "minimum")
readings |> aggregateWindow(every: p_every, fn: mean, createEmpty: false, timeSrc: "_start")
  |> keep(columns: ["_time", "_value"]) |> yield(name: "mean")
readings |> aggregateWindow(every: p_every, fn: max, createEmpty: false, timeSrc: "_start")
  |> keep(columns: ["_time", "_value"]) |> yield(name: "maximum")
readings |> aggregateWindow(every: p_every, fn: count, createEmpty: false, timeSrc: "_start")
  |> keep(columns: ["_time", "_value"]) |> yield(name: "count")
"""
"""Four results and no join: each is answered from the storage's own window aggregates."""


def latest(devices: int) -> str:
    """Ask for the last value and delay of every series of so many devices (`p_device0`, `p_device1` …)."""
    any_of = " or ".join(f"r.device == p_device{n}" for n in range(devices))
    return f"""
from(bucket: p_bucket)
  |> range(start: p_start, stop: p_stop)
  |> filter(fn: (r) => {any_of})
  |> filter(fn: (r) => r._field == "value" or r._field == "delay")
  |> last()
  |> keep(columns: ["_time", "_value", "_field", "device", "metric"])
"""
