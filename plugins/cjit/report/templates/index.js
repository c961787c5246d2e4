// Shows the areas whose name or code holds what was typed. Without it the whole list stands.
(function () {
  var field = document.getElementById('find-text')
  var count = document.getElementById('find-count')
  var groups = Array.prototype.slice.call(document.querySelectorAll('.cjit-group'))
  document.getElementById('find').hidden = false
  field.addEventListener('input', function () {
    var wanted = field.value.trim().toLowerCase()
    var found = 0
    groups.forEach(function (group) {
      var here = 0
      Array.prototype.forEach.call(group.querySelectorAll('li'), function (item) {
        item.hidden = item.textContent.toLowerCase().indexOf(wanted) < 0
        here += item.hidden ? 0 : 1
      })
      group.hidden = here === 0
      found += here
    })
    count.textContent = wanted ? found + ' found' : ''
  })
})()
