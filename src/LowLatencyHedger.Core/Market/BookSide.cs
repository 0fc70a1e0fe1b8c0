using LowLatencyHedger.Core.Events;
using LowLatencyHedger.Primitives;

namespace LowLatencyHedger.Core.Market;

/// <summary>
/// One side of an order book: an array of levels, the worst first and the best last, because nearly all changes are near the best.
/// </summary>
/// <remarks>
/// What does not fit is forgotten from the worst end, an eighth at a time. From then on the side is exact only for prices better than
/// the best one that was ever dropped, and it ignores everything at or beyond that price.
/// </remarks>
[HotPath]
internal struct BookSide
{
    private readonly BookLevel[] _levels;

    /// <summary>+1 for bids, -1 for asks: a better price has the larger product.</summary>
    private readonly long _sign;

    private int _count;

    /// <summary>The best key that was dropped; smaller than every key while nothing was.</summary>
    private long _horizonKey;

    public BookSide(Side side, BookLevel[] levels)
    {
        _sign = side == Side.Buy ? 1 : -1;
        _levels = levels;
        _horizonKey = long.MinValue;
    }

    public readonly int Count => _count;

    public readonly bool IsTruncated => _horizonKey != long.MinValue;

    public readonly Price BestPrice => _count == 0 ? Price.None : _levels[_count - 1].Price;

    public readonly Quantity BestAmount => _count == 0 ? Quantity.None : _levels[_count - 1].Amount;

    /// <summary>The level at a depth, 0 being the best.</summary>
    public readonly ref readonly BookLevel this[int depth] => ref _levels[_count - 1 - depth];

    public void Clear()
    {
        _count = 0;
        _horizonKey = long.MinValue;
    }

    public BookFault Apply(in BookLevel level)
    {
        if (level.Price.Raw <= 0 || level.Amount.Raw < 0)
        {
            return BookFault.BadLevel;
        }

        var key = _sign * level.Price.Raw;
        if (key <= _horizonKey)
        {
            return BookFault.None;
        }

        var index = LowerBound(key);
        var isThere = index < _count && _levels[index].Price == level.Price;
        if (level.Amount == Quantity.Zero)
        {
            return Delete(index, isThere);
        }

        if (isThere)
        {
            _levels[index].Amount = level.Amount;
        }
        else
        {
            Insert(index, level);
        }

        return BookFault.None;
    }

    /// <summary>Takes up to an amount, best price first and not beyond a limit.</summary>
    public readonly DepthWalk Walk(Quantity amount, Price limit)
    {
        var limitKey = _sign * limit.Raw;
        var left = amount.Raw;
        var worst = Price.None;
        double paid = 0;
        for (var index = _count - 1; index >= 0 && left > 0; index--)
        {
            ref readonly var level = ref _levels[index];
            if (_sign * level.Price.Raw < limitKey)
            {
                break;
            }

            var taken = Math.Min(left, level.Amount.Raw);
            left -= taken;
            paid += taken * level.Price.ToDouble();
            worst = level.Price;
        }

        var filled = amount.Raw - left;
        return new DepthWalk(Quantity.FromRaw(filled), filled == 0 ? double.NaN : paid / filled, worst);
    }

    private BookFault Delete(int index, bool isThere)
    {
        if (!isThere)
        {
            return BookFault.LevelMissing;
        }

        _levels.AsSpan(index + 1, _count - index - 1).CopyTo(_levels.AsSpan(index));
        _count--;
        return _count == 0 && IsTruncated ? BookFault.Depleted : BookFault.None;
    }

    private void Insert(int index, in BookLevel level)
    {
        if (_count == _levels.Length)
        {
            var dropped = Math.Max(1, _count / 8);
            _horizonKey = _sign * _levels[dropped - 1].Price.Raw;
            _levels.AsSpan(dropped, _count - dropped).CopyTo(_levels);
            _count -= dropped;
            index -= dropped;
            if (index < 0)
            {
                // It is itself among the worst. The horizon already lies at or above it.
                return;
            }
        }

        _levels.AsSpan(index, _count - index).CopyTo(_levels.AsSpan(index + 1));
        _levels[index] = level;
        _count++;
    }

    /// <summary>Index of the first level that is at least as good as the key.</summary>
    private readonly int LowerBound(long key)
    {
        var low = 0;
        var high = _count;
        while (low < high)
        {
            var middle = (int)((uint)(low + high) >> 1);
            if (_sign * _levels[middle].Price.Raw < key)
            {
                low = middle + 1;
            }
            else
            {
                high = middle;
            }
        }

        return low;
    }
}
