// Ranks areas by a chosen measure and sets ticked ones side by side; makes the table of all partnerships sort by
// its headings. Everything it shows comes from the element "figures"; nothing is fetched or kept.
(function () {
  var book = JSON.parse(document.getElementById('figures').textContent)
  var by = function (id) { return document.getElementById(id) }
  var chosen = []

  function make(tag, text, classes) {
    var made = document.createElement(tag)
    if (text !== undefined) made.textContent = text
    if (classes) made.className = classes
    return made
  }

  function cell(tag, text, isNumber) {
    var kind = tag === 'th' ? 'govuk-table__header' : 'govuk-table__cell'
    return make(tag, text, kind + (isNumber ? ' ' + kind + '--numeric' : ''))
  }

  function heading(text, scope, isNumber) {
    var made = cell('th', text, isNumber)
    made.scope = scope
    return made
  }

  function option(select, value, text) {
    var made = make('option', text)
    made.value = value
    select.appendChild(made)
  }

  function figure(key, kind, place) {
    var found = book.cells[key + ' ' + kind]
    return found ? found[place] : null
  }

  function shown(figure) {
    if (!figure || figure[0] === null) return '–'
    return figure.length > 1 ? figure[0].toFixed(1) + '%' : figure[0].toLocaleString('en-GB')
  }

  function measure() { return book.measures.filter(function (m) { return m[0] === by('measure').value })[0] }

  function fillKinds() {
    var before = by('kind').value || 'rolling12'
    by('kind').textContent = ''
    Object.keys(book.kinds).forEach(function (kind) {
      if (book.cells[by('measure').value + ' ' + kind]) option(by('kind'), kind, book.kinds[kind])
    })
    by('kind').value = before
    if (!by('kind').value) by('kind').selectedIndex = 0
  }

  function rank() {
    var now = measure()
    var kind = by('kind').value
    var wanted = by('filter').value.trim().toLowerCase()
    var isRate = now[2] !== ''
    var rows = book.areas.map(function (area, place) { return { place: place, name: area[1], level: area[0], figure: figure(now[0], kind, place) } })
      .filter(function (row) { return row.level === by('level').value && row.figure })
    var value = function (row) { return row.figure[0] === null ? -1 : row.figure[0] }
    rows.sort(function (a, b) { return value(b) - value(a) || a.name.localeCompare(b.name, 'en-GB') })
    rows.forEach(function (row, place) {
      row.rank = row.figure[0] === null ? '–' : place && value(rows[place - 1]) === value(row) ? rows[place - 1].rank : place + 1
    })
    var of = rows.length
    rows = rows.filter(function (row) { return row.name.toLowerCase().indexOf(wanted) >= 0 })
    var head = make('tr', undefined, 'govuk-table__row')
    ;['Area', 'Place', isRate ? '%' : 'Number'].concat(isRate ? [now[3], now[2]] : []).concat(['Compare']).forEach(function (text, place) {
      head.appendChild(heading(text, 'col', place > 0))
    })
    var body = by('ranked')
    var table = body.parentNode
    table.tHead.textContent = ''
    table.tHead.appendChild(head)
    body.textContent = ''
    rows.forEach(function (row) {
      var line = make('tr', undefined, 'govuk-table__row')
      line.appendChild(heading(row.name, 'row'))
      line.appendChild(cell('td', String(row.rank), true))
      line.appendChild(cell('td', shown(row.figure), true))
      if (isRate) [1, 2].forEach(function (part) { line.appendChild(cell('td', row.figure[part].toLocaleString('en-GB'), true)) })
      var tick = make('input', undefined, 'cjit-tick')
      tick.type = 'checkbox'
      tick.checked = chosen.indexOf(row.place) >= 0
      tick.setAttribute('aria-label', 'Compare ' + row.name)
      tick.addEventListener('change', function () {
        chosen = chosen.filter(function (place) { return place !== row.place })
        if (tick.checked) chosen.push(row.place)
        beside()
      })
      var last = cell('td', undefined, true)
      last.appendChild(tick)
      line.appendChild(last)
      body.appendChild(line)
    })
    by('meaning').textContent = now[4]
    by('ranked-caption').textContent = now[1] + ', ' + book.kinds[kind] + ', highest first'
    by('told').textContent = rows.length + ' of ' + of + ' areas shown'
    beside()
  }

  function beside() {
    var box = by('chosen')
    var kind = by('kind').value
    box.hidden = chosen.length === 0
    by('none-chosen').hidden = !box.hidden
    var table = box.querySelector('table')
    var england = book.areas.findIndex(function (area) { return area[0] === 'england' })
    var columns = chosen.concat(chosen.indexOf(england) < 0 && england >= 0 ? [england] : [])
    var head = make('tr', undefined, 'govuk-table__row')
    head.appendChild(heading('Measure', 'col'))
    columns.forEach(function (place) { head.appendChild(heading(book.areas[place][1], 'col', true)) })
    table.tHead.textContent = ''
    table.tHead.appendChild(head)
    table.tBodies[0].textContent = ''
    book.measures.forEach(function (each) {
      if (!book.cells[each[0] + ' ' + kind]) return
      var line = make('tr', undefined, 'govuk-table__row')
      line.appendChild(heading(each[1], 'row'))
      columns.forEach(function (place) { line.appendChild(cell('td', shown(figure(each[0], kind, place)), true)) })
      table.tBodies[0].appendChild(line)
    })
    by('chosen-caption').textContent = 'Chosen areas side by side, ' + book.kinds[kind]
  }

  function worth(text) {
    var number = parseFloat(text.replace(/[,%]/g, ''))
    return isNaN(number) ? -1 : number
  }

  function sortable(table) {
    var heads = Array.prototype.slice.call(table.tHead.rows[0].cells)
    heads.forEach(function (head, column) {
      var button = make('button', head.textContent, 'cjit-sort')
      button.type = 'button'
      head.textContent = ''
      head.appendChild(button)
      button.addEventListener('click', function () {
        var up = column === 0 ? head.getAttribute('aria-sort') !== 'ascending' : head.getAttribute('aria-sort') === 'descending'
        heads.forEach(function (other) { other.removeAttribute('aria-sort') })
        head.setAttribute('aria-sort', up ? 'ascending' : 'descending')
        var rows = Array.prototype.slice.call(table.tBodies[0].rows)
        rows.sort(function (a, b) {
          var x = a.cells[column].textContent, y = b.cells[column].textContent
          var order = column === 0 ? x.localeCompare(y, 'en-GB') : worth(x) - worth(y)
          return up ? order : -order
        })
        rows.forEach(function (row) { table.tBodies[0].appendChild(row) })
      })
    })
  }

  book.measures.forEach(function (each) {
    var has = Object.keys(book.kinds).some(function (kind) { return book.cells[each[0] + ' ' + kind] })
    if (has) option(by('measure'), each[0], each[1])
  })
  ;['partnership', 'force', 'region'].forEach(function (level) {
    if (book.areas.some(function (area) { return area[0] === level })) option(by('level'), level, book.levels[level])
  })
  Array.prototype.forEach.call(document.querySelectorAll('.cjit-sortable table'), sortable)
  if (!by('measure').options.length || !by('level').options.length) return
  if (book.cells['onto_caseload rolling12']) by('measure').value = 'onto_caseload'
  fillKinds()
  by('measure').addEventListener('change', function () { fillKinds(); rank() })
  ;['kind', 'level'].forEach(function (id) { by(id).addEventListener('change', rank) })
  by('filter').addEventListener('input', rank)
  by('explore').hidden = false
  rank()
})()
