using System.Runtime.Intrinsics;
using LowLatencyHedger.Core.Configuration;
using LowLatencyHedger.Core.Market;
using LowLatencyHedger.Core.Snapshots;
using LowLatencyHedger.Pricing;
using LowLatencyHedger.Primitives;

namespace LowLatencyHedger.Core.Portfolio;

/// <summary>
/// Greeks of the held options of one underlying, kept up on every event, with a bound on the error of their delta. Thread: the core's
/// only.
/// </summary>
/// <remarks>
/// Each expiry is a Taylor series (<see cref="Anchor"/>), so a move of the market costs the same however many options there are; a
/// change of volatility or position values its option alone. When the bound of an expiry has used up half of its share of the tolerance,
/// its options are valued afresh where the market then is, a few with every event, and the series is replaced when all are done. A jump
/// that puts the bound above the tolerance is followed at once, by more options an event, before anything is decided. What that does
/// not bring back within the tolerance is reported as a far move, and must not be hedged on. An option that cannot be valued is counted,
/// and while there is one the sums are not to be hedged on either.
/// </remarks>
[HotPath]
internal sealed class BookGreeks
{
    /// <summary>Options valued per event at most while the bound is within its tolerance.</summary>
    public const int MaxRevaluationsPerStep = 64;

    /// <summary>... and, before the decision, when it is not.</summary>
    public const int MaxRevaluationsPerJump = 1024;

    /// <summary>Options per event whose volatility's age is looked at.</summary>
    private const int VolAgesPerStep = 64;

    private const int Styles = 2;

    private readonly ForwardCurve _curve;
    private readonly OptionBlocks _blocks;
    private readonly AnchorScratch _scratch = new();
    private readonly SeriesBlocks _series;
    private readonly ExpiryBook[] _byExpiry;
    private readonly ExpiryBook[] _books;
    private readonly double _usdFraction;
    private readonly double _toleranceFraction;
    private readonly double _minTolerance;
    private readonly long _volMaxAgeNanos;
    private readonly long _blackoutBeforeNanos;
    private readonly long _blackoutAfterNanos;
    private readonly int[] _changed = new int[32];
    private int _changedCount;
    private int _bookCount;
    private int _heldBookCount;
    private bool _isPayoffDue;
    private double _tolerance;

    public BookGreeks(ForwardCurve curve, CoreConfig config, UnderlyingConfig underlying)
    {
        _curve = curve;
        _usdFraction = underlying.UsdFraction;
        _toleranceFraction = underlying.DeltaToleranceFraction;
        _tolerance = _toleranceFraction * 0.5 * (underlying.BandLowerCoins + underlying.BandUpperCoins);
        _minTolerance = 0.05 * _tolerance;
        _byExpiry = new ExpiryBook[Styles * config.Capacities.Expiries];
        _books = new ExpiryBook[_byExpiry.Length];
        _series = new SeriesBlocks(_byExpiry.Length);
        _blocks = new OptionBlocks(config.Capacities.Instruments, _byExpiry.Length);
        for (var i = 0; i < _byExpiry.Length; i++)
        {
            _byExpiry[i] = new ExpiryBook(i, i / Styles, (SettlementStyle)(i % Styles), _blocks, _scratch);
        }

        _volMaxAgeNanos = Nanos.FromMillis(config.Risk.OptionMaxAgeMillis);
        _blackoutBeforeNanos = config.Risk.ExpiryBlackoutBeforeSeconds * Nanos.PerSecond;
        _blackoutAfterNanos = config.Risk.ExpiryBlackoutAfterSeconds * Nanos.PerSecond;
    }

    /// <summary>Options with a position.</summary>
    public int HeldCount { get; private set; }

    /// <summary>Held options without a usable value. Not zero: the sums must not be hedged on.</summary>
    public int UnvaluedCount
    {
        get
        {
            var count = 0;
            foreach (var book in Books)
            {
                count += book.UnvaluedCount;
            }

            return count;
        }
    }

    /// <summary>Valuations so far.</summary>
    public long RevaluationCount { get; private set; }

    /// <summary>Series that were replaced so far.</summary>
    public long ReanchorCount
    {
        get
        {
            long count = 0;
            foreach (var book in Books)
            {
                count += book.ReanchorCount;
            }

            return count;
        }
    }

    /// <summary>What the bound on the delta is held below, coins.</summary>
    public double Tolerance => _tolerance;

    private ReadOnlySpan<ExpiryBook> Books => _books.AsSpan(0, _bookCount);

    /// <summary>
    /// The band that the hedge has now; the tolerance follows it, but not below that of a twentieth of the configured one, which no model's
    /// band is narrower than. Without a width the last one stays.
    /// </summary>
    public void SetBand(double lower, double upper)
    {
        var halfWidth = 0.5 * (upper - lower);
        var isKnown = halfWidth > 0 && double.IsFinite(halfWidth);
        _tolerance = isKnown ? Math.Max(_toleranceFraction * halfWidth, _minTolerance) : _tolerance;
    }

    /// <summary>Places that there is room for.</summary>
    public int PlacesMax => _blocks.Capacity;

    /// <inheritdoc cref="HedgeCore.Touch"/>
    public void Touch(long turn) => _blocks.Touch(turn);

    /// <summary>One above the highest place of an option that is or was held.</summary>
    public int PlacesEnd => _blocks.End;

    /// <summary>The option at a place; one without a position may be none at all.</summary>
    public ref readonly OptionSlot Slot(int place) => ref _blocks[place];

    public SettlementStyle Style(int place) => BookOf(place).Style;

    public ExpiryMoment Moment(int place, in ValuationTime time, in ReferencePrices references) =>
        ExpiryMoment.Of(_curve, BookOf(place).Expiry, time, references);

    /// <summary>The place of an option whose position has changed since; the last of many may not be told.</summary>
    public bool TryTakeChanged(out int place)
    {
        place = _changedCount > 0 ? _changed[--_changedCount] : -1;
        return place >= 0;
    }

    /// <summary>The Greeks at the present forwards, after following a jump as far as one event may.</summary>
    public BookSums Sums(in ValuationTime time, in ReferencePrices references)
    {
        var left = MaxRevaluationsPerJump;
        Read(time, references, ref left, out var total);
        if ((total.IsFarMove || _isPayoffDue) && Sweep(left, mayContinue: false) > 0)
        {
            left = 0;
            Read(time, references, ref left, out total);
        }

        return total;
    }

    /// <summary>
    /// The position of an option changed. False when there is no room for another option or expiry.
    /// </summary>
    public bool SetQuantity(ref Instrument instrument, Quantity quantity)
    {
        if (instrument.LineIndex < 0 && !TryAdd(ref instrument))
        {
            return quantity == Quantity.Zero;
        }

        var book = BookOf(instrument.LineIndex);
        HeldCount -= book.HeldCount;
        book.SetQuantity(instrument.LineIndex, quantity.ToDouble());
        if (_changedCount < _changed.Length)
        {
            _changed[_changedCount++] = instrument.LineIndex;
        }

        HeldCount += book.HeldCount;
        RevaluationCount++;
        return true;
    }

    /// <summary>The volatility of an option, or its slope, changed.</summary>
    public void SetVolatility(in Instrument instrument)
    {
        if (instrument.LineIndex >= 0)
        {
            BookOf(instrument.LineIndex).SetVolatility(
                instrument.LineIndex, instrument.MarkVol, instrument.VolPerLogForward, instrument.VolReceivedNanos);
            RevaluationCount++;
        }
    }

    /// <summary>Value of one option in its settlement currency; NaN if unknown.</summary>
    public double Value(in Instrument instrument, in ValuationTime time, in ReferencePrices references)
    {
        if (instrument.LineIndex < 0)
        {
            return double.NaN;
        }

        var book = BookOf(instrument.LineIndex);
        ref readonly var slot = ref _blocks[instrument.LineIndex];
        var moment = ExpiryMoment.Of(_curve, book.Expiry, time, references);
        var isUnknown = moment.Phase == ExpiryPhase.Unknown || !slot.IsUsable;
        return isUnknown ? double.NaN : OptionValue.Of(slot, book.Style, moment);
    }

    /// <summary>Carries the valuations on by a bounded number of options. After the decisions of each event.</summary>
    public void Step(long nowNanos)
    {
        Sweep(MaxRevaluationsPerStep, mayContinue: true);
        foreach (var book in Books)
        {
            if (book.HeldCount > 0)
            {
                book.LookForOldVols(VolAgesPerStep, nowNanos, _volMaxAgeNanos);
            }
        }
    }

    /// <summary>The expiries with held options as they were last read, in the venue's units. Returns how many were written.</summary>
    public int WriteSnapshots(Span<ExpirySnapshot> into)
    {
        var count = 0;
        foreach (var book in Books)
        {
            if (book.HeldCount == 0 || count == into.Length)
            {
                continue;
            }

            BookSums sums = default;
            ref var expiry = ref into[count++];
            expiry.DeltaBound = book.Peek(_usdFraction, ref sums);
            expiry.ExpiryUtcNanos = _curve.ExpiryUtcNanos(book.Expiry);
            expiry.Forward = book.Moment.Price > 0 ? book.Moment.Price : double.NaN;
            expiry.Delta = sums.Delta;
            expiry.Gamma = sums.PlainGamma;
            expiry.Vega = sums.Vega / 100;
            expiry.Theta = sums.Theta / 365;
            expiry.OptionsHeld = book.HeldCount;
            expiry.OptionsUnvalued = book.UnvaluedCount;
        }

        return count;
    }

    /// <param name="time">Now.</param>
    /// <param name="references">What forwards move with.</param>
    /// <param name="left">Options that may be valued on the way: while an expiry settles, no value outlives a tick.</param>
    /// <param name="total">The Greeks.</param>
    private void Read(in ValuationTime time, in ReferencePrices references, ref int left, out BookSums total)
    {
        MoveTo(time, references, ref left);
        _series.Read(_bookCount);
        total = default;
        total.OldestVolNanos = long.MaxValue;
        total.OldestForwardNanos = long.MaxValue;
        _heldBookCount = 0;
        _isPayoffDue = false;
        var greeks = Vector256<double>.Zero;
        var others = Vector256<double>.Zero;
        var largest = Vector256<double>.Zero;
        for (var place = 0; place < _bookCount; place++)
        {
            var book = _books[place];
            if (book.HeldCount == 0)
            {
                continue;
            }

            ref readonly var moment = ref book.Moment;
            book.Read(_series, place, _usdFraction);
            var before = greeks;
            greeks += _series.Greeks(place);
            others += _series.Others(place);
            var changes = Vector256.Abs(greeks - before);
            largest = Vector256.Max(largest, changes);
            total.DeltaBound += book.Bound;
            total.NoteExpiry(changes[1], book.MeanVolatility, Nanos.ToYears(Math.Max(moment.RemainingNanos, 0)));
            _heldBookCount++;
            total.UnvaluedCount += book.UnvaluedCount;
            _isPayoffDue |= book.IsPayoffDue;
            var sinceExpiryNanos = time.VenueUtcNanos - _curve.ExpiryUtcNanos(book.Expiry);
            total.IsExpiryBlackout |= sinceExpiryNanos >= -_blackoutBeforeNanos && sinceExpiryNanos < _blackoutAfterNanos;
            if (moment.Phase == ExpiryPhase.Expired)
            {
                continue;
            }

            total.OldestVolNanos = Math.Min(total.OldestVolNanos, book.OldestVolNanos);
            total.OldestForwardNanos = Math.Min(total.OldestForwardNanos, _curve.ReceivedNanos(book.Expiry));
            total.IsForwardMissing |= moment.Phase == ExpiryPhase.Unknown;
        }

        total.Set(greeks, others, largest);
        if (total.UnvaluedCount > 0)
        {
            total.CoinValue = double.NaN;
            total.UsdValue = double.NaN;
        }

        total.IsFarMove = HeldCount > 0 && !(total.DeltaBound <= _tolerance);
    }

    private void MoveTo(in ValuationTime time, in ReferencePrices references, ref int left)
    {
        for (var place = 0; place < _bookCount; place++)
        {
            var book = _books[place];
            if (book.HeldCount == 0)
            {
                continue;
            }

            book.MoveTo(_curve, time, references);
            if (book.Moment.Phase == ExpiryPhase.Settling && book.CanImprove && left >= AnchorKernel.Lanes)
            {
                var valued = book.Sweep(left, 0);
                left -= valued;
                RevaluationCount += valued;
            }

            book.MoveIn(_series, place, _usdFraction);
        }
    }

    /// <summary>
    /// Values options of the expiries that need it, the worst first. Returns how many.
    /// </summary>
    /// <param name="options">At most.</param>
    /// <param name="mayContinue">Passes that are under way go first, however good their expiry still is.</param>
    private int Sweep(int options, bool mayContinue)
    {
        var share = 0.5 * _tolerance / Math.Max(_heldBookCount, 1);
        var left = options;
        while (left >= AnchorKernel.Lanes)
        {
            ExpiryBook? worst = null;
            var worstBound = 0.0;
            foreach (var book in Books)
            {
                var bound = mayContinue && book.IsSweeping ? double.PositiveInfinity : book.Bound;
                var isDue = book.CanImprove && (book.IsPayoffDue || bound > share);
                if (isDue && (worst is null || bound > worstBound))
                {
                    worst = book;
                    worstBound = bound;
                }
            }

            if (worst is null)
            {
                break;
            }

            var valued = worst.Sweep(left, share);
            left -= valued;
            RevaluationCount += valued;
        }

        return options - left;
    }

    private ExpiryBook BookOf(int place) => _byExpiry[_blocks[place].Book];

    private bool TryAdd(ref Instrument instrument)
    {
        if (instrument.ExpiryIndex < 0)
        {
            instrument.ExpiryIndex = _curve.IndexOf(instrument.Definition.ExpiryUtcNanos);
        }

        if (instrument.ExpiryIndex < 0)
        {
            return false;
        }

        var book = _byExpiry[(instrument.ExpiryIndex * Styles) + (int)instrument.Definition.Style];
        var place = book.Add(instrument.Definition.Strike);
        if (place < 0)
        {
            return false;
        }

        if (book.OptionCount == 1)
        {
            _books[_bookCount++] = book;
        }

        instrument.LineIndex = place;
        ref var slot = ref _blocks[place];
        slot.Strike = instrument.Definition.Strike;
        slot.Kind = (OptionKind)instrument.Definition.OptionType;
        slot.Volatility = instrument.MarkVol;
        slot.VolPerLogForward = instrument.VolPerLogForward;
        slot.VolReceivedNanos = instrument.VolReceivedNanos;
        return true;
    }
}
