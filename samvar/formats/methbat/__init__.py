"""MethBat: stretches of outlying methylation."""
