using LowLatencyHedger.Core.Configuration;
using LowLatencyHedger.Core.Portfolio;
using LowLatencyHedger.Pricing;
using LowLatencyHedger.Primitives;

namespace LowLatencyHedger.Core.Risk.Figures;

/// <summary>
/// What the book of one underlying gains or loses in each of some scenarios: moves of the price by up to a range in nine steps, each with
/// volatilities lower, as they are and higher, and eight far moves with higher volatilities, which count in part. Options are valued whole in
/// each, one after the other; a table is taken when a round over all of them is complete. Thread: the core's only.
/// </summary>
/// <remarks>
/// The table is that of the venue's portfolio margin. A far move counts with the range over the move, as extreme moves do in SPAN; the venue
/// also damps them for small books, by a rule that is not published, which is left out here: losses are not understated. The profit
/// is that of the numeraire: of the positions in coins at today's price, or, as far as the equity is hedged into USD, in USD.
/// </remarks>
[HotPath]
internal sealed class ScenarioGrid
{
    public const int PriceSteps = 9;
    public const int VolSteps = 3;
    public const int Cells = (PriceSteps * VolSteps) + 8;

    /// <summary>The far moves, as fractions of the price.</summary>
    private static readonly double[] s_farMoves = [-0.66, -0.5, -0.33, 0.5, 1, 2, 3, 4];

    private readonly FigureSettings _settings;
    private readonly double[] _moves = new double[Cells];
    private readonly double[] _weights = new double[Cells];
    private double[] _coins = new double[Cells];
    private double[] _usd = new double[Cells];
    private double[] _nextCoins = new double[Cells];
    private double[] _nextUsd = new double[Cells];

    public ScenarioGrid(FigureSettings settings)
    {
        _settings = settings;
        for (var i = 0; i < PriceSteps * VolSteps; i++)
        {
            const int Middle = PriceSteps / 2;
            _moves[i] = 0.01 * settings.PriceRangePct * ((i / VolSteps) - Middle) / Middle;
            _weights[i] = 1;
        }

        for (var i = 0; i < s_farMoves.Length; i++)
        {
            var share = settings.FarFactor * 0.01 * settings.PriceRangePct / Math.Abs(s_farMoves[i]);
            _moves[(PriceSteps * VolSteps) + i] = s_farMoves[i];
            _weights[(PriceSteps * VolSteps) + i] = Math.Min(share, 1);
        }
    }

    /// <summary>The cell with the largest loss at the last <see cref="Read"/>.</summary>
    public int WorstCell { get; private set; }

    /// <summary>Move of the price in a cell, as a fraction.</summary>
    public double Move(int cell) => _moves[cell];

    /// <summary>What part of the loss of a cell counts.</summary>
    public double Weight(int cell) => _weights[cell];

    /// <summary>-1, 0, 1: volatilities lower, as they are, higher.</summary>
    public static int VolStep(int cell) => cell < PriceSteps * VolSteps ? (cell % VolSteps) - 1 : 1;

    /// <summary>Adds one option to the table that is being made.</summary>
    /// <param name="slot">The option.</param>
    /// <param name="style">What it settles in.</param>
    /// <param name="moment">Of its expiry, now.</param>
    /// <param name="value">What one is worth now, in its settlement currency.</param>
    public void Add(in OptionSlot slot, SettlementStyle style, in ExpiryMoment moment, double value)
    {
        var sums = style == SettlementStyle.Inverse ? _nextCoins : _nextUsd;
        if (moment.Phase == ExpiryPhase.Expired)
        {
            // The payoff is fixed; in coins that is a number of coins, whatever the price does.
            return;
        }

        var volMove = VolMove(Nanos.ToYears(moment.RemainingNanos) * 365);
        var down = Volatility(slot.Volatility, -1, volMove);
        var up = Volatility(slot.Volatility, 1, volMove);
        var shocked = slot;
        for (var cell = 0; cell < Cells; cell++)
        {
            var there = moment with { Price = moment.Price * (1 + _moves[cell]) };
            var step = VolStep(cell);
            shocked.Volatility = step < 0 ? down : step == 0 ? slot.Volatility : up;
            sums[cell] += slot.Quantity * (OptionValue.Of(shocked, style, there) - value);
        }
    }

    /// <summary>All options have been added: their table counts from now on.</summary>
    public void Complete()
    {
        (_coins, _nextCoins) = (_nextCoins, _coins);
        (_usd, _nextUsd) = (_nextUsd, _usd);
        _nextCoins.AsSpan().Clear();
        _nextUsd.AsSpan().Clear();
    }

    /// <summary>The largest loss of all cells, and not below zero; NaN if any of them is not known.</summary>
    public double Read(in FuturesExposure futures)
    {
        var worst = 0.0;
        for (var cell = 0; cell < Cells; cell++)
        {
            var loss = -_weights[cell] * ProfitUsd(cell, futures);
            if (!(loss <= worst))
            {
                worst = loss;
                WorstCell = cell;
            }

            if (double.IsNaN(loss))
            {
                return double.NaN;
            }
        }

        return worst;
    }

    /// <summary>Of the whole book in one cell, before its weight.</summary>
    public double ProfitUsd(int cell, in FuturesExposure futures)
    {
        var move = _moves[cell];
        var coins = _coins[cell] + (futures.InverseCoins * move / (1 + move));
        var usd = _usd[cell] + (futures.LinearUsd * move);
        var equityUsd = futures.HedgedEquityCoins == 0 ? 0 : futures.HedgedEquityCoins * futures.IndexPrice * move;
        var inUsd = 1 + (futures.UsdFraction * move);
        return usd + equityUsd + (coins == 0 ? 0 : coins * futures.IndexPrice * inUsd);
    }

    private double Volatility(double volatility, int step, double move) => step switch
    {
        < 0 => volatility * Math.Max(1 - (0.01 * _settings.VolDownPct * move), 0),
        _ => volatility + (0.01 * _settings.VolUpPct * move * Math.Max(volatility, 0.01 * _settings.MinVolForUpPct)),
    };

    /// <summary>Of that of 30 days.</summary>
    private double VolMove(double days)
    {
        const double ShortestDays = 1.0 / 24;
        var ratio = 30 / Math.Max(days, ShortestDays);
        return Math.Pow(ratio, ratio > 1 ? _settings.ShortVegaPower : _settings.LongVegaPower);
    }
}

/// <summary>What a scenario does to besides the options.</summary>
/// <param name="IndexPrice">USD a coin.</param>
/// <param name="InverseCoins">Inverse futures: USD over their prices, signed.</param>
/// <param name="LinearUsd">Linear futures: amounts times their prices, signed.</param>
/// <param name="UsdFraction">Of the equity that is hedged into USD.</param>
/// <param name="HedgedEquityCoins">That part of it.</param>
[HotPath]
internal readonly record struct FuturesExposure(
    double IndexPrice, double InverseCoins, double LinearUsd, double UsdFraction, double HedgedEquityCoins);
