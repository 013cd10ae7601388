"""What the law asks of a case: its dates, who holds its rights, what may be decided.

Days are passed in; nothing here reads a clock, a database or a person's mind. Ask for names where they live::

    bases       BASES, kinds_for(basis, decided), law_of(basis, kind), money_may_be_a_reason(basis, has_plan)
    kinds       KINDS: each kind of decision, in words, and whether it is adverse
    notices     RIGHTS, notice_for(basis, kind): what a letter must carry, may carry, and never carries
    events      EVENTS, EVENTS_OF[basis]: what can be recorded; check_events(basis, days)
    happened    decided_events(basis, kind, reason), told_events(basis, kind, final=False): what these record
    clocks      dates_for(basis, events, findings, standard) -> DueDates, footing(basis), consultation_date(sent_on)
    dates       DueDate: sentence(), state(on), state_words(on); pressing(dates, on)
    orders      ORDER_KINDS: what a person chooses after reading an order
    calendars   working_days_from(day, n), weeks_from, months_from, local_day(moment), day_begins(day)
    schools     school_calendar(closures): closed_on(day), closure_for_advice(asked_on)
    excuses     grounds_for(basis, clock), check_finding(basis, finding): a person finds, nothing is automatic
    appeals     appeal_dates(days), taken_until(due, holidays)
    rights      holder_on(born, day), rights_pass_on(born), passed_between(born, asked, sent)
    institutions INSTITUTIONS: kinds of provision, and on which footing each may be asked for
    asking      question_for(kind, section_41, has_plan, offer) -> Question: what a person must answer, under which law
    retention   case_due(schedules, born, asked, ...), due_on(schedule, since), latest_due(schedule, by)
    reductions  is_reduction(present, proposed), takes_something(kind, present, proposed), check_reduction(...)
    delegation  Limit, goes_up_to(limits, role, pence, urgent=False), urgent_roles(limits)

The law is England's, read in 2026: the Children and Families Act 2014 ("CFA"), the Special Educational Needs
and Disability Regulations 2014 ("SEND Regulations") and the Education Act 1996. It supports a person who
decides; where a docstring says "check", ask a lawyer before relying on it.
"""
