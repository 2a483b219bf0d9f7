"""The desk's pages about who takes part: registrations, attendance, mails, figures, wishes."""
