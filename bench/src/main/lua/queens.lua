-- All solutions of n queens by backtracking, with the boards kept to compare: arrays, recursion, closures.
return function(n)
  local columns, up, down, board = {}, {}, {}, {}
  local solutions, checksum = 0, 0

  local function found()
    solutions = solutions + 1
    for row = 1, n do checksum = (checksum * 7 + board[row]) % 1000003 end
  end

  local function place(row)
    if row > n then return found() end
    for column = 1, n do
      local rising, falling = row + column, row - column + n
      if not (columns[column] or up[rising] or down[falling]) then
        columns[column], up[rising], down[falling] = true, true, true
        board[row] = column
        place(row + 1)
        columns[column], up[rising], down[falling] = false, false, false
      end
    end
  end

  place(1)
  return string.format("%d:%d", solutions, checksum)
end
