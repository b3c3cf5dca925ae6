"""One council, many pages: what one says of a measure, milestone, count or deadline, all say."""
