"""What an entry of a catalogue says, and what a measure made from it begins with: pure."""
