"""What the law asks of a case: its dates, who holds its rights, what may be decided.

Days are passed in; nothing here reads a clock, a database or a person's mind. Ask for names where they live::

    bases       BASES, kinds_for(basis, decided), law_of(basis, kind), money_may_be_a_reason(basis, has_plan)
    kinds       KINDS: each kind of decision, in words, and whether it is adverse
    notices     RIGHTS, notice_for(basis, kind): what a letter must carry, may carry, and never carries

The law is England's, read in 2026: the Children and Families Act 2014 ("CFA"), the Special Educational Needs
and Disability Regulations 2014 ("SEND Regulations") and the Education Act 1996. It supports a person who
decides; where a docstring says "check", ask a lawyer before relying on it.
"""
