using System.Collections.Concurrent;
using LowLatencyHedger.Core.Events;

namespace LowLatencyHedger.App.Control;

/// <summary>
/// Sends commands into the engine's input ring and waits until the core has handled them, so that what is acknowledged is also journaled. Any
/// cold thread.
/// </summary>
internal sealed class EngineCommands(Engine.Engine engine)
{
    private static readonly TimeSpan s_answerTimeout = TimeSpan.FromSeconds(2);

    private readonly ConcurrentDictionary<int, TaskCompletionSource<ReasonCode>> _waiting = new();
    private int _lastId;

    /// <summary>What the core answered: None when it did it. Null: the engine did not answer in time.</summary>
    public Task<ReasonCode?> SendAsync(ControlVerb verb, ReasonCode way, string reason) =>
        SendAsync(id => engine.TryPost(verb, way, id, ControlText.TryCreate(reason, out var text) ? text : default));

    /// <summary>The same for anything that is answered under an id: <paramref name="post"/> puts it into the ring, or says that it could not.</summary>
    public async Task<ReasonCode?> SendAsync(Func<int, bool> post)
    {
        var id = Interlocked.Increment(ref _lastId);
        var answer = _waiting.GetOrAdd(id, _ => new TaskCompletionSource<ReasonCode>(TaskCreationOptions.RunContinuationsAsynchronously));
        try
        {
            return post(id) ? await answer.Task.WaitAsync(s_answerTimeout).ConfigureAwait(false) : null;
        }
        catch (TimeoutException)
        {
            return null;
        }
        finally
        {
            _waiting.TryRemove(id, out _);
        }
    }

    public void OnAnswer(int id, ReasonCode refusal)
    {
        if (_waiting.TryRemove(id, out var answer))
        {
            answer.TrySetResult(refusal);
        }
    }
}
