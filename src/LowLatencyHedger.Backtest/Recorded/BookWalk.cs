namespace LowLatencyHedger.Backtest.Recorded;

/// <summary>
/// Takes all runs through the blocks of the book on all processors: whoever is furthest behind goes next, and the book is made up to two
/// blocks ahead, so that nobody waits for the slowest at the end of each block. Thread: any, once.
/// </summary>
/// <param name="book">At its second step.</param>
/// <param name="runs">At least one.</param>
/// <param name="progress">Called with the number of further steps of all runs together, by one thread at a time.</param>
/// <param name="cancelled">No further block is made; all runs end with the last one.</param>
internal sealed class BookWalk(BookPath book, PolicyRun[] runs, Action<int>? progress, CancellationToken cancelled)
{
    private const int Ahead = 2;
    private const int Book = -1;

    private readonly object _gate = new();
    private readonly List<BookStep>[] _blocks = new List<BookStep>[Ahead];
    private readonly int[] _walked = new int[runs.Length];
    private readonly bool[] _isWalking = new bool[runs.Length];
    private int _made;
    private bool _isMaking;
    private bool _isAtEnd;
    private bool _hasFailed;

    /// <summary>False when cancelled before the book's end.</summary>
    public bool Run()
    {
        var workers = new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount };
        Parallel.For(0, Environment.ProcessorCount, workers, _ => Work());
        return _isAtEnd;
    }

    private void Work()
    {
        var isWhole = false;
        try
        {
            while (TryClaim(out var unit))
            {
                if (unit == Book)
                {
                    Made(book.Next());
                }
                else
                {
                    var block = _blocks[_walked[unit] % Ahead];
                    runs[unit].Run(block);
                    Walked(unit, block.Count);
                }
            }

            isWhole = true;
        }
        finally
        {
            lock (_gate)
            {
                _hasFailed |= !isWhole;
                Monitor.PulseAll(_gate);
            }
        }
    }

    /// <summary>False when nothing is left. Waits while the others have all that can be done.</summary>
    private bool TryClaim(out int unit)
    {
        lock (_gate)
        {
            while (!_hasFailed)
            {
                if (!_isMaking && !_isAtEnd && _made - _walked.Min() < Ahead && !cancelled.IsCancellationRequested)
                {
                    unit = Book;
                    return _isMaking = true;
                }

                unit = FurthestBehind();
                if (unit >= 0)
                {
                    return _isWalking[unit] = true;
                }

                if (!_isMaking && !_isWalking.Contains(true))
                {
                    return false;
                }

                Monitor.Wait(_gate);
            }
        }

        unit = Book;
        return false;
    }

    /// <summary>Of the runs that can go on; negative: none can.</summary>
    private int FurthestBehind()
    {
        var found = -1;
        for (var i = 0; i < runs.Length; i++)
        {
            if (!_isWalking[i] && _walked[i] < _made && (found < 0 || _walked[i] < _walked[found]))
            {
                found = i;
            }
        }

        return found;
    }

    private void Made(List<BookStep> block)
    {
        lock (_gate)
        {
            _blocks[_made % Ahead] = block;
            _isAtEnd = block.Count == 0;
            _made += _isAtEnd ? 0 : 1;
            _isMaking = false;
            Monitor.PulseAll(_gate);
        }
    }

    private void Walked(int run, int steps)
    {
        lock (_gate)
        {
            _walked[run]++;
            _isWalking[run] = false;
            progress?.Invoke(steps);
            Monitor.PulseAll(_gate);
        }
    }
}
