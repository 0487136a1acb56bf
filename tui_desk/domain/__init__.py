"""The rules of the trade: frozen records, state tables and pure functions; no await, no clock, no input or output."""
