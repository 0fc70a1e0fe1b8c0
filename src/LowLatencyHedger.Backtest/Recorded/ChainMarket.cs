using LowLatencyHedger.Backtest.Laboratory;
using LowLatencyHedger.Primitives;

namespace LowLatencyHedger.Backtest.Recorded;

/// <summary>
/// The market between the snapshots: Brownian bridges of the index' logarithm and of the level of all volatilities, so that every snapshot
/// is met exactly. The same for every policy. Immutable once built; any thread.
/// </summary>
/// <remarks>
/// The bridge of the index has the volatility that the snapshots around have realised. Forwards keep their ratio to the index and
/// volatilities their strike's, both in a straight line from snapshot to snapshot. The perpetual's basis is not recorded: it reverts to
/// zero.
/// </remarks>
internal sealed class ChainMarket
{
    private const int Neighbours = 8;
    private const long FinestNanos = 1_000;
    private const long FineNanos = 2 * 3_600 * Nanos.PerSecond;
    private const long ExpiryOfDayNanos = 8 * 3_600 * Nanos.PerSecond;

    private readonly double[] _logIndex;
    private readonly double[] _index;
    private readonly double[] _volFactor;
    private readonly double[] _basis;
    private readonly double[] _volatility;
    private readonly ulong _seed;

    /// <param name="settings">Valid ones.</param>
    /// <param name="snapshots">In the order of time.</param>
    /// <param name="series">The index between them, when it is known.</param>
    public ChainMarket(BacktestSettings settings, List<ChainSnapshot> snapshots, PriceSeries? series = null)
    {
        if (snapshots.Count < 2)
        {
            throw new IOException("the recordings have fewer than two snapshots in these days");
        }

        Snapshots = snapshots;
        _seed = (ulong)settings.Seed;
        var from = Math.Max(ChainRecording.Nanoseconds(settings.From), snapshots[0].UtcNanos);
        var to = Math.Min(ChainRecording.Nanoseconds(settings.To.AddDays(1)), snapshots[^1].UtcNanos);
        UtcNanos = [.. Times(settings, from, to)];
        Segment = new int[UtcNanos.Length];
        _logIndex = new double[UtcNanos.Length];
        _volFactor = new double[UtcNanos.Length];
        _basis = new double[UtcNanos.Length];
        _volatility = [.. Enumerable.Range(0, snapshots.Count).Select(Realised)];
        Draw(settings.VolOfVol);
        for (var i = 0; series is not null && i < _logIndex.Length; i++)
        {
            _logIndex[i] = Math.Log(series.At(UtcNanos[i]));
        }

        _index = Array.ConvertAll(_logIndex, Math.Exp);
        DrawBasis(1e-4 * settings.BasisBps, settings.BasisHours * 3_600 * Nanos.PerSecond);
    }

    /// <summary>The market that the settings name.</summary>
    /// <exception cref="IOException">The recordings are not there.</exception>
    public static ChainMarket Load(BacktestSettings settings)
    {
        if (settings.Market == "chains")
        {
            return new ChainMarket(settings, ChainRecording.Load(settings));
        }

        var series = settings.Market == "gbm"
            ? PriceSeries.Gbm(settings.StartPrice, settings.Volatility, settings.From, settings.To, settings.Seed)
            : PriceSeries.Load(Path.Combine(ChainRecording.Root(settings.Data), settings.Series!), settings.From, settings.To);
        return new ChainMarket(settings, MadeChain.Over(series, settings.Currency, settings.Volatility), series);
    }

    public List<ChainSnapshot> Snapshots { get; }

    /// <summary>Of each step.</summary>
    public long[] UtcNanos { get; }

    /// <summary>The last snapshot at or before each step.</summary>
    public int[] Segment { get; }

    public double Index(int step) => _index[step];

    /// <summary>By how much the perpetual is dearer than the index, as a fraction of it.</summary>
    public double Basis(int step) => _basis[step];

    /// <summary>Of the perpetual's book.</summary>
    public double Mid(int step) => _index[step] * (1 + _basis[step]);

    /// <summary>By which all volatilities are off the straight line, as a factor.</summary>
    public double VolFactor(int step) => _volFactor[step];

    /// <summary>How far a step is into its segment, 0 to 1.</summary>
    public double Part(int step)
    {
        var segment = Segment[step];
        var start = Snapshots[segment].UtcNanos;
        return (double)(UtcNanos[step] - start) / (Snapshots[segment + 1].UtcNanos - start);
    }

    /// <summary>The index at a moment between a step and the next one: of one path, halved until the moment is reached.</summary>
    public double IndexAt(int step, long utcNanos)
    {
        if (step + 1 >= UtcNanos.Length || utcNanos <= UtcNanos[step])
        {
            return Index(step);
        }

        var (from, to) = (UtcNanos[step], UtcNanos[step + 1]);
        var (left, right) = (_logIndex[step], _logIndex[step + 1]);
        while (to - from > FinestNanos)
        {
            var middle = from + ((to - from) / 2);
            var random = new RandomStream(_seed ^ 0xB1D6EUL, (ulong)middle);
            var deviation = 0.5 * _volatility[Segment[step]] * Math.Sqrt(Nanos.ToYears(to - from));
            var value = (0.5 * (left + right)) + (deviation * random.NextNormal());
            (from, left, to, right) = utcNanos < middle ? (from, left, middle, value) : (middle, value, to, right);
        }

        var part = Math.Clamp((double)(utcNanos - from) / (to - from), 0, 1);
        return Math.Exp(((1 - part) * left) + (part * right));
    }

    /// <summary>The basis at a moment between a step and the next one.</summary>
    public double BasisAt(int step, long utcNanos)
    {
        if (step + 1 >= UtcNanos.Length)
        {
            return _basis[step];
        }

        var part = Math.Clamp((double)(utcNanos - UtcNanos[step]) / (UtcNanos[step + 1] - UtcNanos[step]), 0, 1);
        return ((1 - part) * _basis[step]) + (part * _basis[step + 1]);
    }

    private static IEnumerable<long> Times(BacktestSettings settings, long from, long to)
    {
        var coarse = settings.StepSeconds * Nanos.PerSecond;
        var fine = settings.FineStepSeconds * Nanos.PerSecond;
        for (var now = ((from + coarse - 1) / coarse) * coarse; now <= to;)
        {
            yield return now;
            var ofDay = now % Nanos.PerDay;
            now += ofDay >= ExpiryOfDayNanos - FineNanos && ofDay < ExpiryOfDayNanos ? fine : coarse;
        }
    }

    private double Realised(int snapshot)
    {
        double squares = 0;
        double years = 0;
        for (var i = Math.Max(snapshot - Neighbours, 0); i < Math.Min(snapshot + Neighbours, Snapshots.Count - 1); i++)
        {
            var change = Math.Log(Snapshots[i + 1].Index / Snapshots[i].Index);
            squares += change * change;
            years += Nanos.ToYears(Snapshots[i + 1].UtcNanos - Snapshots[i].UtcNanos);
        }

        return Math.Sqrt(squares / years);
    }

    private void Draw(double volOfVol)
    {
        var segment = 0;
        var random = new RandomStream(_seed, 0);
        var (time, index, shift) = (Snapshots[0].UtcNanos, Math.Log(Snapshots[0].Index), 0.0);
        for (var i = 0; i < UtcNanos.Length; i++)
        {
            while (segment < Snapshots.Count - 2 && Snapshots[segment + 1].UtcNanos <= UtcNanos[i])
            {
                segment++;
                random = new RandomStream(_seed, (ulong)segment);
                (time, index, shift) = (Snapshots[segment].UtcNanos, Math.Log(Snapshots[segment].Index), 0);
            }

            var end = Snapshots[segment + 1].UtcNanos;
            var part = (double)(UtcNanos[i] - time) / Math.Max(end - time, 1);
            var spread = Math.Sqrt(Nanos.ToYears(UtcNanos[i] - time) * Math.Max(1 - part, 0));
            index += (part * (Math.Log(Snapshots[segment + 1].Index) - index)) + (_volatility[segment] * spread * random.NextNormal());
            shift += (-part * shift) + (volOfVol * spread * random.NextNormal());
            time = UtcNanos[i];
            Segment[i] = segment;
            _logIndex[i] = index;
            _volFactor[i] = Math.Exp(shift);
        }
    }

    /// <summary>An Ornstein-Uhlenbeck process in its stationary state, exact from step to step.</summary>
    private void DrawBasis(double deviation, double reversionNanos)
    {
        var random = new RandomStream(_seed ^ 0xBA515UL, 0);
        for (var i = 0; i < _basis.Length; i++)
        {
            var kept = i == 0 ? 0 : Math.Exp(-(UtcNanos[i] - UtcNanos[i - 1]) / reversionNanos);
            _basis[i] = (kept * _basis[Math.Max(i - 1, 0)]) + (deviation * Math.Sqrt(1 - (kept * kept)) * random.NextNormal());
        }
    }
}
