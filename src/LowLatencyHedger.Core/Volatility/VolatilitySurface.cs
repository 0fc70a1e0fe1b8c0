using LowLatencyHedger.Core.Configuration;
using LowLatencyHedger.Core.Events;
using LowLatencyHedger.Core.Market;
using LowLatencyHedger.Pricing;
using LowLatencyHedger.Pricing.Surface;
using LowLatencyHedger.Primitives;

namespace LowLatencyHedger.Core.Volatility;

/// <summary>
/// The smiles of one underlying: fits them, gives options their volatilities if the configuration wants that, and their slope in the
/// forward. Allocates only when built. Thread: the core's only.
/// </summary>
/// <remarks>
/// One bounded piece of work per clock event and none per tick, so that no decision waits for a fit. A round takes the expiries from the
/// last to the first: load the quotes, fit in many steps, judge the fit, hand the results to the options a few at a time. A fit that is
/// not taken changes nothing. A smile that is too old is not used: volatilities are the venue's again, and slopes are zero.
/// </remarks>
[HotPath]
internal sealed class VolatilitySurface
{
    /// <summary>Out-of-the-money options of one expiry that a fit takes.</summary>
    public const int QuotesMax = 256;

    /// <summary>A smile's delta differs from the model's by no more than this per option, in coins.</summary>
    public const double DeltaShiftMax = 0.15;

    private const int OptionsPerStep = 16;

    private readonly VolatilitySettings _settings;
    private readonly ForwardCurve _curve;
    private readonly SviFitter _fitter;
    private readonly SviQuote[] _buffer = new SviQuote[QuotesMax];
    private readonly ExpirySmile[] _smiles;
    private readonly SviParameters[] _slices;
    private readonly int[] _order;
    private readonly long _refitNanos;

    /// <summary>Of quotes that are fitted, and of smiles that are used.</summary>
    private readonly long _maxAgeNanos;

    private StickinessEstimator _puts;
    private StickinessEstimator _calls;
    private SsviParameters _shape;
    private SviParameters _ceiling;
    private Stage _stage;
    private long _roundNanos = long.MinValue / 2;
    private int _expiries;
    private int _place;
    private int _slot;
    private bool _isTaken;
    private double _forward;
    private double _years;
    private long _loadedNanos;

    public VolatilitySurface(UnderlyingConfig config, CoreConfig core, ForwardCurve curve)
    {
        _settings = config.Volatility;
        _curve = curve;
        _fitter = new SviFitter(QuotesMax) { IsCorrecting = _settings.Source == VolatilitySource.Svi };
        _smiles = new ExpirySmile[core.Capacities.Expiries];
        foreach (ref var smile in _smiles.AsSpan())
        {
            smile = new ExpirySmile();
        }

        _slices = new SviParameters[core.Capacities.Expiries];
        _order = new int[core.Capacities.Expiries];
        _refitNanos = Nanos.FromMillis(_settings.RefitIntervalMillis);

        // The venue takes over before the gate finds volatilities too old.
        _maxAgeNanos = Nanos.FromMillis(core.Risk.OptionMaxAgeMillis) / 2;
        Quotes = new OptionQuotes(core.Capacities.Instruments, core.Capacities.Expiries);
    }

    private enum Stage : byte
    {
        Waiting,
        Loading,
        Fitting,
        Applying,
    }

    public OptionQuotes Quotes { get; }

    public long FitCount { get; private set; }

    /// <summary>Fits that were not taken.</summary>
    public long RejectionCount { get; private set; }

    /// <summary>Slopes that were not finite or too large, and volatilities that were no numbers.</summary>
    public long GuardCount { get; private set; }

    /// <summary>A ticker of an option came, whose forward is already in the curve.</summary>
    public void OnTicker(in InputEvent e, in Instrument instrument, long venueUtcNanos)
    {
        if (_settings.Source == VolatilitySource.Svi && instrument.ExpiryIndex >= 0 && venueUtcNanos > 0)
        {
            var years = Nanos.ToYears(instrument.Definition.ExpiryUtcNanos - venueUtcNanos);
            Quotes.SetQuote(e.Instrument, instrument, e.Ticker, e.ReceivedNanos, years);
        }
    }

    /// <summary>The venue told a mark volatility. True if the option is to be valued with it.</summary>
    public bool OnMark(in InputEvent e, ref Instrument instrument, double volatility)
    {
        if (instrument.ExpiryIndex < 0)
        {
            instrument.ExpiryIndex = _curve.IndexOf(instrument.Definition.ExpiryUtcNanos);
        }

        if (instrument.ExpiryIndex < 0)
        {
            return true;
        }

        if (volatility > 0 && double.IsFinite(volatility))
        {
            Quotes.SetMark(e.Instrument, instrument, volatility, e.ReceivedNanos);
        }

        return !_smiles[instrument.ExpiryIndex].IsSource || !(instrument.MarkVol > 0);
    }

    /// <summary>One piece of work. After the decisions of a clock event.</summary>
    public void Step(HedgedUnderlying underlying, CoreContext context, InstrumentTable instruments)
    {
        switch (_stage)
        {
            case Stage.Loading:
                Load(underlying, context, instruments);
                break;
            case Stage.Fitting:
                if (_fitter.Step())
                {
                    Judge(context, underlying.Id, _fitter.Result);
                }

                break;
            case Stage.Applying:
                Apply(underlying, context, instruments);
                break;
            default:
                if (context.VenueUtcNanos > 0 && context.NowNanos - _roundNanos >= _refitNanos)
                {
                    _roundNanos = context.NowNanos;
                    _place = 0;
                    _ceiling = default;
                    Order();
                    _stage = Stage.Loading;
                }

                break;
        }
    }

    /// <summary>The skew-stickiness ratio in use below the forward and above it.</summary>
    public (double Puts, double Calls) Stickiness => _settings.Delta switch
    {
        DeltaModel.Stickiness => (_settings.SkewStickiness, _settings.SkewStickiness),
        DeltaModel.MinimumVariance => (_puts.Ratio(), _calls.Ratio()),
        _ => (1, 1),
    };

    public void WriteSnapshot(ref CoreSnapshot snapshot, long nowNanos)
    {
        snapshot.SmileError = 0;
        snapshot.SmileAgeNanos = 0;
        snapshot.Smiles = 0;
        snapshot.SmilesMissing = 0;
        for (var i = 0; i < _curve.Count; i++)
        {
            var smile = _smiles[i];
            snapshot.SmilesMissing += smile.IsReported ? 1 : 0;
            if (smile.IsUsable(nowNanos, _maxAgeNanos))
            {
                snapshot.Smiles++;
                snapshot.SmileError = Math.Max(snapshot.SmileError, smile.Fit.RootMeanSquareError);
                snapshot.SmileAgeNanos = Math.Max(snapshot.SmileAgeNanos, nowNanos - smile.FittedNanos);
            }
        }

        (snapshot.StickinessPuts, snapshot.StickinessCalls) = Stickiness;
        snapshot.SmileFits = FitCount;
        snapshot.SmileRejections = RejectionCount;
        snapshot.SmileGuards = GuardCount;
    }

    /// <summary>The expiries, the last first.</summary>
    private void Order()
    {
        _expiries = _curve.Count;
        for (var i = 0; i < _expiries; i++)
        {
            var at = i;
            for (; at > 0 && _curve.ExpiryUtcNanos(_order[at - 1]) < _curve.ExpiryUtcNanos(i); at--)
            {
                _order[at] = _order[at - 1];
            }

            _order[at] = i;
        }
    }

    private void Load(HedgedUnderlying underlying, CoreContext context, InstrumentTable instruments)
    {
        if (_place == _expiries)
        {
            EndRound(context.NowNanos);
            return;
        }

        var index = _order[_place];
        var remainingNanos = _curve.ExpiryUtcNanos(index) - context.VenueUtcNanos;
        if (Quotes.First(index) < 0 || remainingNanos <= 0)
        {
            _place++;
            return;
        }

        _loadedNanos = context.NowNanos;
        _forward = _curve.Forward(index, underlying.References(context.NowNanos));
        _years = Nanos.ToYears(remainingNanos);
        var sinceNanos = context.NowNanos - _maxAgeNanos;
        var count = 0;

        // While the delivery price is being averaged, a volatility is not of the forward any more.
        if (_forward > 0 && remainingNanos > ForwardCurve.SettlementWindowNanos)
        {
            count = _settings.Source == VolatilitySource.Svi
                ? Quotes.CollectQuotes(index, instruments, sinceNanos, _buffer)
                : Quotes.CollectMarks(index, instruments, sinceNanos, _forward, _buffer);
        }

        _fitter.Begin(_buffer.AsSpan(0, count), _years, in _shape, in _ceiling);
        _stage = Stage.Fitting;
    }

    private void Judge(CoreContext context, UnderlyingId underlying, in SviFit fit)
    {
        var smile = _smiles[_order[_place]];
        FitCount++;
        _isTaken = smile.Offer(in fit, _forward, _years, context.NowNanos);
        if (!_isTaken)
        {
            RejectionCount++;
        }
        else if (_settings.Delta == DeltaModel.MinimumVariance)
        {
            smile.Observe(ref _puts, ref _calls, context.NowNanos);
        }

        var isUsable = smile.IsUsable(context.NowNanos, _maxAgeNanos);
        if (isUsable)
        {
            _ceiling = smile.Fit.Parameters;
        }

        if (_settings.Source == VolatilitySource.Svi)
        {
            SetSource(context, underlying, smile, isUsable);
        }

        _slot = Quotes.First(_order[_place]);
        _stage = Stage.Applying;
    }

    private void SetSource(CoreContext context, UnderlyingId underlying, ExpirySmile smile, bool isUsable)
    {
        smile.IsSource = isUsable;
        if (isUsable == smile.IsReported)
        {
            smile.IsReported = !isUsable;
            context.Alert(
                isUsable ? ReasonCode.SmileUsable : ReasonCode.SmileUnusable,
                isUsable ? AlertSeverity.Info : AlertSeverity.Warning,
                InstrumentId.None,
                underlying,
                OrderRef.None,
                _curve.ExpiryUtcNanos(_order[_place]));
        }
    }

    private void Apply(HedgedUnderlying underlying, CoreContext context, InstrumentTable instruments)
    {
        var index = _order[_place];
        var smile = _smiles[index];
        var forward = _curve.Forward(index, underlying.References(context.NowNanos));
        var isUsable = smile.IsUsable(context.NowNanos, _maxAgeNanos);
        for (var i = 0; i < OptionsPerStep && _slot >= 0; i++)
        {
            ref var instrument = ref instruments[Quotes.Id(_slot)];
            if (_settings.Source == VolatilitySource.Svi)
            {
                SetVolatility(ref instrument, smile);
            }

            instrument.VolPerLogForward = isUsable ? Slope(instrument, smile, forward) : 0;
            underlying.Greeks.SetVolatility(instrument);
            _slot = Quotes.Next(_slot);
        }

        if (_slot < 0)
        {
            _place++;
            _stage = Stage.Loading;
        }
    }

    /// <summary>The new fit's; the venue's while there is no fit; the old one's while the new one was not taken.</summary>
    private void SetVolatility(ref Instrument instrument, ExpirySmile smile)
    {
        if (!smile.IsSource)
        {
            instrument.UseVol(Quotes.Mark(_slot), Quotes.MarkedNanos(_slot));
        }
        else if (_isTaken)
        {
            var volatility = _fitter.Volatility(Math.Log(instrument.Definition.Strike / _forward));
            if (!instrument.UseVol(volatility, _loadedNanos))
            {
                GuardCount++;
                instrument.UseVol(Quotes.Mark(_slot), Quotes.MarkedNanos(_slot));
            }
        }
    }

    /// <summary>d volatility / d ln forward of the option's strike: (R - 1) times the skew, or 0 where that is no number.</summary>
    private double Slope(in Instrument instrument, ExpirySmile smile, double forward)
    {
        if (_settings.Delta == DeltaModel.BlackScholes)
        {
            return 0;
        }

        var k = Math.Log(instrument.Definition.Strike / forward);
        var slice = smile.Fit.Parameters;
        var deviation = Math.Sqrt(slice.TotalVariance(k));

        // From one wing's ratio to the other's between one standard deviation below the forward and one above.
        var (puts, calls) = Stickiness;
        var share = Math.Clamp(0.5 + (0.5 * k / deviation), 0, 1);
        var slope = (puts + (share * (calls - puts)) - 1) * slice.VolatilitySlope(k, smile.Years);
        var vega = Math.Sqrt(smile.Years) * NormalDistribution.Pdf((0.5 * deviation) - (k / deviation));
        if (!double.IsFinite(slope))
        {
            GuardCount++;
            return 0;
        }

        var most = DeltaShiftMax / vega;
        if (Math.Abs(slope) > most)
        {
            GuardCount++;
            return Math.CopySign(most, slope);
        }

        return slope;
    }

    /// <summary>The shape that thin expiries take comes from all others.</summary>
    private void EndRound(long nowNanos)
    {
        _stage = Stage.Waiting;
        var count = 0;
        for (var i = 0; i < _expiries; i++)
        {
            var smile = _smiles[_order[i]];
            if (smile.IsUsable(nowNanos, _maxAgeNanos) && smile.Fit.Status is SviFitStatus.Svi or SviFitStatus.Repaired)
            {
                _slices[count++] = smile.Fit.Parameters;
            }
        }

        _shape = SsviParameters.From(_slices.AsSpan(0, count));
    }
}
