using LowLatencyHedger.Simulation.Exchange;

namespace LowLatencyHedger.Simulation.Rpc.Methods;

/// <summary>Sends a request through the account's engine queue and its reply when the engine has run it.</summary>
internal sealed class EngineCalls
{
    private readonly ExchangeModel _model;
    private readonly Action<RpcCall, Func<RpcError>> _finish;

    /// <param name="model">Has the queues.</param>
    /// <param name="finish">Ends a call: runs the step and sends the reply.</param>
    public EngineCalls(ExchangeModel model, Action<RpcCall, Func<RpcError>> finish)
    {
        _model = model;
        _finish = finish;
    }

    /// <summary>Queues a step that acts on the model and writes the result.</summary>
    public RpcError Enqueue(RpcCall call, Func<RpcError> step)
    {
        call.RepliesItself = true;
        _model.Submit(call.Account, refusal => _finish(call, () => refusal is null ? step() : ErrorOf(refusal)));
        return RpcError.None;
    }

    /// <summary>Queues a step that overtakes and removes everything that the account has waiting.</summary>
    public RpcError EnqueueFirst(RpcCall call, Func<RpcError> step)
    {
        _model.CancelQueued(call.Account);
        return Enqueue(call, step);
    }

    /// <summary>The model's error as an error reply.</summary>
    public static RpcError ErrorOf(ExchangeError? error) => error is null ? RpcError.None : new RpcError(error.Code, error.Message);
}
