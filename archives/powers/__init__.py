"""The list of powers and responsibilities 权责清单 of the units, and the approval matters 审批事项 among them."""
