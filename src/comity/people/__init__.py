"""Who has keys: the state's own ceremony, and the accreditation of persons in role."""
