select
    rule,
    severity,
    nullif(item, '') as item,
    message,
    why,
    fix
from feedback_sentence
order by sentence_no;
