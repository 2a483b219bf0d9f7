"""What people see of their own data, and what they may do with it."""
