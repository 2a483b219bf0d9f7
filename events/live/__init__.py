"""During a webinar and after it: the way in, questions, feedback, certificate."""
