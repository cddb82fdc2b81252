"""What everybody reads of commitments 承诺: lists, one commitment, units, townships, and the dispute of a kept mark."""
