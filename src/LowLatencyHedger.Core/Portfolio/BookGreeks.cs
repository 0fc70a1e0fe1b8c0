using LowLatencyHedger.Core.Configuration;
using LowLatencyHedger.Core.Market;
using LowLatencyHedger.Pricing;
using LowLatencyHedger.Primitives;

namespace LowLatencyHedger.Core.Portfolio;

/// <summary>
/// Sums of the Greeks of the held options of one underlying, kept up on every event. Thread: the core's only.
/// </summary>
/// <remarks>
/// Each option is valued at a forward of its own and contributes a straight line in the forward: delta + gamma (F - its forward).
/// The lines of an expiry add up to one, so that a move of the market costs one multiplication per expiry. A round of fresh
/// valuations of an expiry, a bounded number per event, starts when the forward has moved far or enough time has passed; a change
/// of volatility or position values its option at once. Sums are added up anew every second against drift. An option that cannot be
/// valued is counted, and while there is one the sums are not to be hedged on.
/// </remarks>
[HotPath]
internal sealed class BookGreeks
{
    /// <summary>Options valued per event at most by the rounds.</summary>
    public const int MaxRevaluationsPerStep = 64;

    private const long ResumNanos = Nanos.PerSecond;

    /// <summary>A move of more than this many of its own thresholds within one round is too far for a straight line.</summary>
    private const double FarMoveThresholds = 5;

    private readonly ForwardCurve _curve;
    private readonly OptionLine[] _lines;
    private readonly ExpirySums[] _expiries;
    private readonly double _usdFraction;
    private readonly double _revalueMove;
    private readonly long _revalueNanos;
    private readonly long _volMaxAgeNanos;
    private readonly long _blackoutBeforeNanos;
    private readonly long _blackoutAfterNanos;
    private int _lineCount;
    private int _nextExpiry;

    public BookGreeks(ForwardCurve curve, CoreConfig config, double usdFraction)
    {
        _curve = curve;
        _lines = new OptionLine[config.Capacities.Instruments];
        _expiries = new ExpirySums[config.Capacities.Expiries];
        foreach (ref var expiry in _expiries.AsSpan())
        {
            expiry.FirstLine = -1;
            expiry.Cursor = -1;
            expiry.OldestVolNanos = long.MaxValue;
        }

        _usdFraction = usdFraction;
        _revalueMove = config.RevalueMoveBps * 1e-4;
        _revalueNanos = Nanos.FromMillis(config.RevalueIntervalMillis);
        _volMaxAgeNanos = Nanos.FromMillis(config.Risk.OptionMaxAgeMillis);
        _blackoutBeforeNanos = config.Risk.ExpiryBlackoutBeforeSeconds * Nanos.PerSecond;
        _blackoutAfterNanos = config.Risk.ExpiryBlackoutAfterSeconds * Nanos.PerSecond;
    }

    /// <summary>Options with a position.</summary>
    public int HeldCount { get; private set; }

    /// <summary>Held options without a usable value. Not zero: the sums must not be hedged on.</summary>
    public int UnvaluedCount { get; private set; }

    /// <summary>Valuations so far.</summary>
    public long RevaluationCount { get; private set; }

    /// <summary>The sums at the present forwards.</summary>
    public BookSums Sums(in ValuationTime time, in ReferencePrices references)
    {
        BookSums total = default;
        total.OldestVolNanos = long.MaxValue;
        total.OldestForwardNanos = long.MaxValue;
        for (var i = 0; i < _curve.Count; i++)
        {
            ref readonly var expiry = ref _expiries[i];
            if (expiry.HeldCount == 0)
            {
                continue;
            }

            // An expired option has no slope left, and its forward may be gone: any number does.
            var sinceExpiryNanos = time.VenueUtcNanos - _curve.ExpiryUtcNanos(i);
            var isExpired = sinceExpiryNanos >= 0;
            total.IsExpiryBlackout |= sinceExpiryNanos >= -_blackoutBeforeNanos && sinceExpiryNanos < _blackoutAfterNanos;
            var forward = isExpired ? 0 : _curve.Forward(i, references);
            ref readonly var sums = ref expiry.Sums;
            total.Delta += sums.DeltaAtZero + (sums.DeltaSlope * forward);
            total.Gamma += sums.DeltaSlope;
            total.PlainGamma += sums.PlainGamma;
            total.Vega += sums.Vega;
            total.Theta += sums.Theta;
            total.CoinValue += sums.CoinValueAtZero + (sums.CoinValueSlope * forward);
            total.UsdValue += sums.UsdValueAtZero + (sums.UsdValueSlope * forward);
            if (isExpired)
            {
                continue;
            }

            total.OldestVolNanos = Math.Min(total.OldestVolNanos, expiry.OldestVolNanos);
            total.OldestForwardNanos = Math.Min(total.OldestForwardNanos, _curve.ReceivedNanos(i));
            total.IsForwardMissing |= !(forward > 0);
            total.IsFarMove |= expiry.Cursor >= 0 && Math.Abs(forward - expiry.RoundForward) > FarMoveThresholds * _revalueMove * forward;
        }

        return total;
    }

    /// <summary>The position of an option changed. False when there is no room for another option or expiry.</summary>
    public bool SetQuantity(ref Instrument instrument, Quantity quantity, in ValuationTime time, in ReferencePrices references)
    {
        if (instrument.LineIndex < 0 && !TryAddLine(ref instrument))
        {
            return quantity == Quantity.Zero;
        }

        ref var line = ref _lines[instrument.LineIndex];
        ref var expiry = ref _expiries[line.Expiry];
        Count(ref expiry, line, -1);
        expiry.Sums.Add(line, -1);
        line.Quantity = quantity.ToDouble();
        expiry.Sums.Add(line, 1);
        Count(ref expiry, line, 1);
        Revalue(instrument.LineIndex, time, references);
        return true;
    }

    /// <summary>The volatility of an option changed.</summary>
    public void SetVolatility(in Instrument instrument, in ValuationTime time, in ReferencePrices references)
    {
        if (instrument.LineIndex < 0)
        {
            return;
        }

        ref var line = ref _lines[instrument.LineIndex];
        ref var expiry = ref _expiries[line.Expiry];
        line.Volatility = instrument.MarkVol;
        line.VolReceivedNanos = instrument.VolReceivedNanos;
        if (line.Quantity != 0)
        {
            Revalue(instrument.LineIndex, time, references);
        }

        // Only a round finds out how old the oldest volatility is. While one is too old, each new one may have been the last to wait for.
        if (time.NowNanos - expiry.OldestVolNanos > _volMaxAgeNanos)
        {
            expiry.RoundNanos = time.NowNanos - _revalueNanos;
        }
    }

    /// <summary>Value of one option in its settlement currency; NaN if unknown.</summary>
    public double Value(in Instrument instrument, in ReferencePrices references)
    {
        if (instrument.LineIndex < 0 || !_lines[instrument.LineIndex].IsValued)
        {
            return double.NaN;
        }

        ref readonly var line = ref _lines[instrument.LineIndex];
        return line.ValueSlope == 0 ? line.ValueAtZero : line.ValueAtZero + (line.ValueSlope * _curve.Forward(line.Expiry, references));
    }

    /// <summary>Carries the rounds of valuation on by a bounded number of options.</summary>
    public void Step(in ValuationTime time, in ReferencePrices references)
    {
        var budget = MaxRevaluationsPerStep;
        for (var i = 0; i < _curve.Count && budget > 0; i++)
        {
            var index = (_nextExpiry + i) % _curve.Count;
            if (_expiries[index].HeldCount > 0 && IsRoundDue(index, time, references))
            {
                budget = CarryOn(index, budget, time, references);
                _nextExpiry = budget > 0 ? index + 1 : index;
            }
        }
    }

    private bool IsRoundDue(int index, in ValuationTime time, in ReferencePrices references)
    {
        ref var expiry = ref _expiries[index];
        if (expiry.Cursor >= 0)
        {
            return true;
        }

        var forward = _curve.Forward(index, references);
        var isDue = time.NowNanos - expiry.RoundNanos >= _revalueNanos || Math.Abs(forward - expiry.RoundForward) > _revalueMove * forward;
        if (isDue)
        {
            expiry.Cursor = expiry.FirstLine;
            expiry.RoundOldestVolNanos = long.MaxValue;
            expiry.RoundStartForward = forward;
        }

        return isDue;
    }

    private int CarryOn(int index, int budget, in ValuationTime time, in ReferencePrices references)
    {
        ref var expiry = ref _expiries[index];
        while (expiry.Cursor >= 0 && budget > 0)
        {
            ref var line = ref _lines[expiry.Cursor];
            if (line.Quantity != 0)
            {
                budget--;
                Revalue(expiry.Cursor, time, references);
                expiry.RoundOldestVolNanos = Math.Min(expiry.RoundOldestVolNanos, line.VolReceivedNanos);
            }

            expiry.Cursor = line.Next;
        }

        if (expiry.Cursor < 0)
        {
            expiry.RoundNanos = time.NowNanos;
            expiry.RoundForward = expiry.RoundStartForward;
            expiry.OldestVolNanos = expiry.RoundOldestVolNanos;
            if (time.NowNanos - expiry.ResumNanos >= ResumNanos)
            {
                expiry.ResumNanos = time.NowNanos;
                Resum(ref expiry);
            }
        }

        return budget;
    }

    private void Resum(ref ExpirySums expiry)
    {
        expiry.Sums = default;
        for (var index = expiry.FirstLine; index >= 0; index = _lines[index].Next)
        {
            expiry.Sums.Add(_lines[index], 1);
        }
    }

    private void Revalue(int index, in ValuationTime time, in ReferencePrices references)
    {
        ref var line = ref _lines[index];
        ref var expiry = ref _expiries[line.Expiry];
        Count(ref expiry, line, -1);
        expiry.Sums.Add(line, -1);
        line.Value(_curve, time, references, _usdFraction);
        expiry.Sums.Add(line, 1);
        Count(ref expiry, line, 1);
        RevaluationCount++;
    }

    private void Count(ref ExpirySums expiry, in OptionLine line, int sign)
    {
        if (line.Quantity == 0)
        {
            return;
        }

        HeldCount += sign;
        expiry.HeldCount += sign;
        UnvaluedCount += line.IsValued ? 0 : sign;
    }

    private bool TryAddLine(ref Instrument instrument)
    {
        if (instrument.ExpiryIndex < 0)
        {
            instrument.ExpiryIndex = _curve.IndexOf(instrument.Definition.ExpiryUtcNanos);
        }

        if (instrument.ExpiryIndex < 0 || _lineCount == _lines.Length)
        {
            return false;
        }

        ref var expiry = ref _expiries[instrument.ExpiryIndex];
        instrument.LineIndex = _lineCount++;
        ref var line = ref _lines[instrument.LineIndex];
        line.Expiry = instrument.ExpiryIndex;
        line.Kind = (OptionKind)instrument.Definition.OptionType;
        line.Style = (SettlementStyle)instrument.Definition.Style;
        line.Strike = instrument.Definition.Strike;
        line.Volatility = instrument.MarkVol;
        line.VolReceivedNanos = instrument.VolReceivedNanos;
        line.Next = expiry.FirstLine;
        expiry.FirstLine = instrument.LineIndex;
        return true;
    }

    private struct ExpirySums
    {
        public LineSums Sums;
        public int FirstLine;
        public int HeldCount;

        /// <summary>The next option of the round that is under way; -1 between rounds.</summary>
        public int Cursor;

        public double RoundForward;
        public double RoundStartForward;
        public long RoundNanos;
        public long ResumNanos;
        public long RoundOldestVolNanos;
        public long OldestVolNanos;
    }
}
