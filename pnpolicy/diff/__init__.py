"""Two policies → what changed, in names: per role, kind and action, for every login."""
