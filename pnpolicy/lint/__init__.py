"""The least-privilege linter: rules, one file each, over policies and over grants that exist.

catalogue    the rules, by id
rule         what a rule is; subjects: what it may ask to be shown
profile      thresholds; config: where they are read from
policies     lints a policy; grants: audits a stream of grants
suppress     comments that pass a finding over; baseline: a file that does
fixing       edits that mend a finding, proved to give no more than before
"""
