"""What the LeNet-5 of 1998 had, and today's "LeNet-5" leaves out.

The scaled tanh, a convolution with missing connections, pooling with weights, an output that
measures distances to drawings of the digits, and the loss for it. Source: LeCun, Bottou, Bengio and
Haffner (1998), section II and appendix A.
"""

from mnist_course.nn.historical.digit_codes import digit_codes
from mnist_course.nn.historical.rbf import RBF, MaximumAPosteriori
from mnist_course.nn.historical.scaled_tanh import ScaledTanh
from mnist_course.nn.historical.sparse_convolution import CONNECTIONS_1998, SparseConv2D
from mnist_course.nn.historical.subsampling import Subsampling

__all__ = [
    "CONNECTIONS_1998",
    "RBF",
    "MaximumAPosteriori",
    "ScaledTanh",
    "SparseConv2D",
    "Subsampling",
    "digit_codes",
]
