"""What a school keeps beside an enquiry: wordings and pictures of sources, sources of its own, what its classes see."""
