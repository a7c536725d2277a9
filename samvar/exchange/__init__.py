"""GA4GH and health protocols at the edge."""
