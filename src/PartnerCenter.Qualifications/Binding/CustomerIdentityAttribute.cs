using System;
using System.Collections;
using System.Collections.Generic;
using System.Management.Automation;

namespace PartnerCenter.Qualifications;

/// <summary>
/// Converts values that identify customers to <see cref="CustomerIdentity"/> objects.
/// </summary>
/// <remarks>
/// PowerShell could use the constructors, but only after it has tried all other conversions. For each customer in a pipeline, that takes longer
/// than the rest of the binding.
/// </remarks>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class CustomerIdentityAttribute : ArgumentTransformationAttribute
{
    /// <summary>Called by PowerShell when the parameter is bound.</summary>
    /// <param name="engineIntrinsics">The engine.</param>
    /// <param name="inputData">The values that identify the customers.</param>
    /// <returns>The identities, or the unchanged value if it can't be converted.</returns>
    public override object? Transform(EngineIntrinsics engineIntrinsics, object? inputData)
    {
        var value = Unwrap(inputData);
        switch (value)
        {
            case null or CustomerIdentity[] or ValidationCode or IDictionary:
                return inputData;
            case string or not IEnumerable:
                return new[] { Convert(value, inputData!) };
        }

        var identities = new List<CustomerIdentity>();
        foreach (var item in (IEnumerable)value)
        {
            if (Unwrap(item) is not { } inner)
            {
                // PowerShell's own message says which item of the list is invalid.
                return inputData;
            }

            identities.Add(Convert(inner, item));
        }

        return identities.ToArray();
    }

    private static object? Unwrap(object? value) => value is PSObject wrapped && wrapped.BaseObject is not PSCustomObject ? wrapped.BaseObject : value;

    private static CustomerIdentity Convert(object value, object original) => value switch
    {
        CustomerIdentity identity => identity,
        string id => new CustomerIdentity(id),
        Guid id => new CustomerIdentity(id),
        Customer customer => new CustomerIdentity(customer),
        CustomerQualification qualification => new CustomerIdentity(qualification),
        _ => new CustomerIdentity(PSObject.AsPSObject(original)),
    };
}
