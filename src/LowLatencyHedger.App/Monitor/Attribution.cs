using System.Text.Json.Nodes;
using LowLatencyHedger.Core;

namespace LowLatencyHedger.App.Monitor;

/// <summary>
/// Where the profit of one underlying came from since this began to watch: the Greeks of each moment times what the market did until the next.
/// What they do not explain is what options were traded at, what volatilities did, and what the coins on the account gained.
/// </summary>
internal sealed class Attribution
{
    private const double NanosPerDay = 86_400e9;

    private CoreSnapshot _last;
    private double _deltaUsd;
    private double _gammaUsd;
    private double _thetaUsd;
    private double _feesUsd;
    private double _slippageUsd;
    private double _totalUsd;
    private bool _hasLast;

    public void Add(in CoreSnapshot state)
    {
        if (!double.IsFinite(state.ProfitUsd + state.NetDelta + state.Gamma + state.Theta + state.HedgeMid) || state.IsReconciled == 0)
        {
            return;
        }

        if (_hasLast && state.NowNanos > _last.NowNanos)
        {
            var move = state.HedgeMid - _last.HedgeMid;
            _deltaUsd += _last.NetDelta * move;
            _gammaUsd += 0.5 * _last.Gamma * move * move;
            _thetaUsd += _last.Theta * (state.NowNanos - _last.NowNanos) / NanosPerDay;
            _feesUsd -= state.FeesUsd - _last.FeesUsd;
            _slippageUsd -= state.SlippageUsd - _last.SlippageUsd;
            _totalUsd += state.ProfitUsd - _last.ProfitUsd;
        }

        _last = state;
        _hasLast = true;
    }

    public JsonObject ToJson() => new()
    {
        ["totalUsd"] = StatusDocument.Number(_totalUsd, 2),
        ["deltaUsd"] = StatusDocument.Number(_deltaUsd, 2),
        ["gammaUsd"] = StatusDocument.Number(_gammaUsd, 2),
        ["thetaUsd"] = StatusDocument.Number(_thetaUsd, 2),
        ["feesUsd"] = StatusDocument.Number(_feesUsd, 2),
        ["slippageUsd"] = StatusDocument.Number(_slippageUsd, 2),
        ["restUsd"] = StatusDocument.Number(_totalUsd - _deltaUsd - _gammaUsd - _thetaUsd - _feesUsd - _slippageUsd, 2),
    };
}
