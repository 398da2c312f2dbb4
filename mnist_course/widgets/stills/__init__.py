"""The still frames of the larger live figures: what paper and a notebook without a kernel show."""
