"""What Banister talks about, and the rules of it: pure, no IO, no clock, no settings."""
