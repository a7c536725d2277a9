"""FHIR R4: reports of genomics by HL7's Genomics Reporting guide, STU 3 (version 3.0.0)."""
