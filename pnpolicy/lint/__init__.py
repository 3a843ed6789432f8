"""The least-privilege linter: rules, one file each, over policies and over grants that exist.

catalogue    the rules, by id
rule         what a rule is; subjects: what it may ask to be shown
claims       what rules share; edits: how they mend
matching     the patterns of grants, each read once
profile      thresholds; config: where they are read from
running      runs checks on subjects
policies     lints policies; grants: audits a stream of grants; comparing: holds one against a policy
suppress     comments that pass a finding over; baseline: a file that does
fixing       edits that mend a finding; subset: the proof that they give nothing more
"""
