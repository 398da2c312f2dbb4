import os

# Before anything imports TensorFlow: no log lines, and plain kernels whose sums do not vary.
os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
os.environ["TF_ENABLE_ONEDNN_OPTS"] = "0"

from hypothesis import HealthCheck, settings

# Nothing is timed here: a slow machine must not fail a test.
settings.register_profile(
    "engine", deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("engine")
