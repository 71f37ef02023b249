"""REST under /api/v1: one router per noun, JSON in, JSON or a problem (RFC 9457) out."""
