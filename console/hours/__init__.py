"""When a desk is open: the year as a picture, and the forms that change the plan of hours."""
