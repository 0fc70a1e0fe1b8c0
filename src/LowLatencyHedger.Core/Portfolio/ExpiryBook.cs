using System.Runtime.CompilerServices;
using LowLatencyHedger.Core.Market;
using LowLatencyHedger.Pricing;
using LowLatencyHedger.Primitives;

namespace LowLatencyHedger.Core.Portfolio;

/// <summary>
/// The held options of one expiry and one settlement style: an anchor in use, and one being built aside while the market moves away
/// from the first. Thread: the core's only.
/// </summary>
/// <remarks>
/// A change of one option is carried out in both, valued at the moment of each, so that the sums stay those of the present book. In the one
/// being built only if the pass has been there already: else the pass will find the option as it then is.
/// </remarks>
[HotPath]
internal sealed class ExpiryBook
{
    /// <summary>The trust interval in standard deviations of the forward until expiry: bounds grow with its fourth power.</summary>
    private const double TrustDeviationsMin = 0.02;
    private const double TrustDeviationsMax = 0.6;

    private const double TrustLogMin = 1e-6;
    private const double TrustLogMax = 0.1;

    private const long VolRoundNanos = Nanos.PerSecond / 4;

    private readonly OptionBlocks _blocks;
    private readonly AnchorScratch _scratch;
    private readonly int _index;
    private Anchor _current = new();
    private Anchor _next = new();
    private ExpiryMoment _moment;
    private double _reference;
    private double _grossQuantity;
    private double _grossVolatility;
    private int _firstBlock = -1;
    private int _lastBlock = -1;
    private int _blockCount;
    private int _cursor = -1;
    private int _swept;
    private int _volCursor = -1;
    private long _volRoundNanos;
    private long _roundOldestVolNanos;
    private int _unusableCount;
    private bool _hasNewVol;
    private bool _isSeriesChanged;
    private bool _isInSeries;

    public ExpiryBook(int index, int expiry, SettlementStyle style, OptionBlocks blocks, AnchorScratch scratch)
    {
        _index = index;
        Expiry = expiry;
        Style = style;
        _blocks = blocks;
        _scratch = scratch;
    }

    /// <summary>In the forward curve.</summary>
    public int Expiry { get; }

    public SettlementStyle Style { get; }

    /// <summary>Weighted with the sizes of the positions.</summary>
    public double MeanVolatility { get; private set; }

    private double Gross => Math.Max(_grossQuantity, 1e-9);

    /// <summary>Options that are or were held.</summary>
    public int OptionCount { get; private set; }

    /// <summary>Options with a position.</summary>
    public int HeldCount { get; private set; }

    /// <summary>Held options without a usable value.</summary>
    public int UnvaluedCount => _current.IsComplete ? _unusableCount : HeldCount;

    /// <summary>The moment that Greeks are read at.</summary>
    public ref readonly ExpiryMoment Moment => ref _moment;

    /// <summary>On the error of the delta as of <see cref="Moment"/>, coins.</summary>
    public double Bound { get; private set; }

    public long OldestVolNanos { get; private set; } = long.MaxValue;

    /// <summary>Series that were completed; values that hold for one moment only are not counted.</summary>
    public long ReanchorCount { get; private set; }

    public bool IsSweeping => _cursor >= 0;

    /// <summary>Another anchor would be better than the one in use.</summary>
    public bool CanImprove => HeldCount > 0 && Moment.Price > 0 && !(_current.IsComplete && _current.IsAt(Moment));

    /// <summary>The delivery price is known, and its payoffs are not worked out yet.</summary>
    public bool IsPayoffDue => Moment.Phase == ExpiryPhase.Expired && CanImprove;

    /// <summary>What follows is about the present moment.</summary>
    public void MoveTo(ForwardCurve curve, in ValuationTime time, in ReferencePrices references) =>
        ExpiryMoment.Of(curve, Expiry, time, references, out _moment);

    /// <summary>Has the series read at <see cref="Moment"/> together with the others.</summary>
    public void MoveIn(SeriesBlocks series, int place, double usdFraction)
    {
        _isInSeries = _moment.Phase == ExpiryPhase.Trading && _current.IsComplete && _current.Phase == ExpiryPhase.Trading;
        if (!_isInSeries)
        {
            return;
        }

        if (_isSeriesChanged)
        {
            _current.CopyTo(series, place, usdFraction);
            _isSeriesChanged = false;
        }

        series.MoveTo(place, _moment.Price, _current.YearsSince(_moment));
    }

    /// <summary>Notes what was read at <see cref="Moment"/>; what is no series is read now.</summary>
    public void Read(SeriesBlocks series, int place, double usdFraction)
    {
        if (!_isInSeries)
        {
            ReadAlone(series, place, usdFraction);
        }

        Bound = series.BoundOf(place);
    }

    /// <summary>Adds the Greeks at <see cref="Moment"/> to totals, and leaves no trace here. Returns the bound on the error of the delta.</summary>
    public double Peek(double usdFraction, ref BookSums total) =>
        _current.IsComplete ? _current.Read(_moment, usdFraction, ref total)
            : _moment.Phase == ExpiryPhase.Expired ? 0 : double.PositiveInfinity;

    /// <summary>Room for another option: its place; -1 when there is none.</summary>
    public int Add(double strike)
    {
        if (OptionCount == _blockCount * AnchorKernel.Lanes)
        {
            _reference = _blockCount > 0 ? _reference : OptionSlot.IsPrice(strike) ? strike : 1;
            var block = _blocks.Add(_lastBlock, _reference);
            if (block < 0)
            {
                return -1;
            }

            _firstBlock = _blockCount == 0 ? block : _firstBlock;
            _lastBlock = block;
            _blockCount++;
        }

        var place = (_lastBlock * AnchorKernel.Lanes) + (OptionCount++ % AnchorKernel.Lanes);
        _blocks[place].Ordinal = _blockCount - 1;
        _blocks[place].Book = _index;
        return place;
    }

    public void SetQuantity(int place, double quantity)
    {
        var before = _blocks[place];
        _blocks[place].Quantity = quantity;
        HeldCount += (quantity != 0 ? 1 : 0) - (before.Quantity != 0 ? 1 : 0);
        Change(place, before);
        if (quantity != 0)
        {
            OldestVolNanos = Math.Min(OldestVolNanos, before.VolReceivedNanos);
            _roundOldestVolNanos = Math.Min(_roundOldestVolNanos, before.VolReceivedNanos);
        }
    }

    public void SetVolatility(int place, double volatility, double perLogForward, long receivedNanos)
    {
        ref var slot = ref _blocks[place];
        var before = slot;
        slot.Volatility = volatility;
        slot.VolPerLogForward = perLogForward;
        slot.VolReceivedNanos = receivedNanos;
        _hasNewVol = true;

        // Most tickers tell the same volatility again.
        if (volatility != before.Volatility || perLogForward != before.VolPerLogForward)
        {
            Change(place, before);
        }
    }

    /// <summary>
    /// Carries the pass over the options on, or starts one at <see cref="Moment"/>, by at most <paramref name="options"/>. Returns how many
    /// were valued.
    /// </summary>
    /// <param name="options">At least one block.</param>
    /// <param name="share">The bound that is wanted, coins.</param>
    public int Sweep(int options, double share)
    {
        if (!IsSweeping || !_next.Covers(Moment))
        {
            _next.Begin(Moment, _reference, TrustLog(share), Style);
            _cursor = _firstBlock;
            _swept = 0;
        }

        var valued = 0;
        var blocks = 0;
        while (_cursor >= 0 && (blocks + 1) * AnchorKernel.Lanes <= options)
        {
            if (_blocks.Held(_cursor) > 0)
            {
                _next.Evaluate(_blocks.Inputs(_cursor), _scratch);
                _scratch.Accumulate(_blocks.Quantities(_cursor));
                valued += _blocks.Held(_cursor);
            }

            blocks++;
            _swept++;
            _cursor = _blocks.Next(_cursor);
        }

        _next.Add(_scratch, blocks);
        if (_cursor < 0)
        {
            _next.Complete();
            (_current, _next) = (_next, _current);
            _isSeriesChanged = true;
            ReanchorCount += _current.Phase == ExpiryPhase.Trading ? 1 : 0;
            Bound = _current.Bound(Moment);
        }

        return Math.Max(valued, blocks);
    }

    /// <summary>Looks for the oldest volatility among some of the held options, once a quarter of a second over all of them.</summary>
    public void LookForOldVols(int options, long nowNanos, long maxAgeNanos)
    {
        if (_volCursor < 0)
        {
            var isStale = _hasNewVol && nowNanos - OldestVolNanos > maxAgeNanos;
            if (!isStale && nowNanos - _volRoundNanos < VolRoundNanos)
            {
                return;
            }

            _volCursor = _firstBlock;
            _volRoundNanos = nowNanos;
            _roundOldestVolNanos = long.MaxValue;
            _hasNewVol = false;
        }

        for (var left = options; _volCursor >= 0 && left > 0; left -= AnchorKernel.Lanes)
        {
            for (var lane = 0; lane < AnchorKernel.Lanes; lane++)
            {
                ref readonly var slot = ref _blocks[(_volCursor * AnchorKernel.Lanes) + lane];
                _roundOldestVolNanos = slot.Quantity != 0 ? Math.Min(_roundOldestVolNanos, slot.VolReceivedNanos) : _roundOldestVolNanos;
            }

            _volCursor = _blocks.Next(_volCursor);
        }

        OldestVolNanos = _volCursor < 0 ? _roundOldestVolNanos : OldestVolNanos;
    }

    /// <summary>Seldom needed: its totals are not to be cleared in every loop over the expiries.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private void ReadAlone(SeriesBlocks series, int place, double usdFraction)
    {
        BookSums own = default;
        var bound = Peek(usdFraction, ref own);
        series.Put(place, own, bound);
    }

    private void Change(int place, in OptionSlot before)
    {
        var quantityBefore = _blocks.Quantity(place);
        var volatilityBefore = _blocks.Input(place, AnchorKernel.Volatility);
        _scratch.SetPair(0, _blocks, place);
        ref readonly var slot = ref _blocks[place];
        _blocks.Apply(place, slot.IsUsable ? Black76.LogMoneyness(slot.Strike, _reference) : 0);
        _scratch.SetPair(1, _blocks, place);
        var quantity = _blocks.Quantity(place);
        _unusableCount += (slot.Quantity != 0 && !slot.IsUsable ? 1 : 0) - (before.Quantity != 0 && !before.IsUsable ? 1 : 0);
        _grossQuantity += Math.Abs(quantity) - Math.Abs(quantityBefore);
        _grossVolatility += (Math.Abs(quantity) * _blocks.Input(place, AnchorKernel.Volatility)) - (Math.Abs(quantityBefore) * volatilityBefore);
        MeanVolatility = Math.Max(_grossVolatility, 0) / Gross;
        if (quantity == 0 && quantityBefore == 0)
        {
            return;
        }

        if (_current.IsComplete)
        {
            _current.Replace(_scratch, quantityBefore, quantity);
            _isSeriesChanged = true;
        }

        if (IsSweeping && slot.Ordinal < _swept)
        {
            _next.Replace(_scratch, quantityBefore, quantity);
        }
    }

    /// <summary>
    /// As wide as the wanted bound is expected to reach, and a little more: beyond, it would only make the bound larger. The remainder of a
    /// unit is about 0.77 (y/sd)^4/24 at the worst strike.
    /// </summary>
    private double TrustLog(double share)
    {
        var deviations = 1.25 * Math.Sqrt(Math.Sqrt(24 * Math.Max(share, 0) / (0.77 * Gross)));
        var deviation = MeanVolatility * Math.Sqrt(Nanos.ToYears(Moment.RemainingNanos));
        return Math.Clamp(Math.Clamp(deviations, TrustDeviationsMin, TrustDeviationsMax) * deviation, TrustLogMin, TrustLogMax);
    }
}
