"""`make bench`: what each part of the work costs, as ratios to a floor measured in the same run."""
