"""What commands have in common towards the user: errors, results, progress, text pictures."""
